/** The form for a mailbox with its own servers: flat fields become the body that the API takes. */
import { type ServerInboxInput, serverInboxSchema } from "../domain/mail-server-input.ts";
import { type FormResult, keptValues } from "./forms.server.ts";
import { issuesOf } from "./parse.server.ts";

export function judgeServerInboxForm(form: FormData): FormResult<ServerInboxInput> {
  const text = (name: string) => String(form.get(name) ?? "");
  const server = (name: "smtp" | "imap") => ({
    host: text(`${name}Host`),
    port: Number(text(`${name}Port`)) || 0,
    secure: text(`${name}Security`) !== "starttls",
    user: text(`${name}User`),
  });
  const parsed = serverInboxSchema.safeParse({
    email: text("email"),
    smtp: { ...server("smtp"), password: text("password") },
    imap: server("imap"),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = Object.fromEntries(issuesOf(parsed.error).map(({ path, message }) => [path, message]));
  return { ok: false, errors: serverFieldErrors(issues), values: keptValues(form) };
}

/** "smtp.host" is the field "smtpHost"; there is one field for the password. */
export function serverFieldErrors(errors: Record<string, string>): Record<string, string> {
  const named = Object.entries(errors).map(([path, message]) => {
    if (path.endsWith("password")) return ["password", message];
    const field = path.replace(
      /^(smtp|imap)\.(\w)(\w*)$/,
      (_, server, first, rest) => server + first.toUpperCase() + rest,
    );
    return [field.replace("Secure", "Security"), message];
  });
  return Object.fromEntries(named);
}
