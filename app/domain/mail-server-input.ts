/**
 * A mailbox with its own servers as a person types it in, judged where it enters. Hosts may be private: an installation
 * beside its mail server is usual. Ports are those of mail only, so that this door finds out nothing about others.
 * Source: docs/decisions/011-mailboxes-with-own-servers.md; RFC 8314 3 (implicit TLS), RFC 6409 3 (587), RFC 9051 2.1 (143, 993).
 */
import { z } from "zod";
import { parseEmailAddress } from "./email-address.ts";

/** 2525 is what hosts offer where 587 is closed. */
export const SMTP_PORTS = [465, 587, 2525] as const;
export const IMAP_PORTS = [993, 143] as const;

/** C0, DEL, C1 and the line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const IPV6 = /^[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?$/;

const email = z.string("Give the mailbox's address.").transform((text, context) => {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.email;
  context.addIssue({ code: "custom", message: parsed.reason });
  return z.NEVER;
});

const host = z
  .string("Give the server's name.")
  .transform((text) => text.trim().toLowerCase().replace(/\.$/, ""))
  .refine(isHost, "Give a name like mail.example.com, without https:// and port.");

const user = z
  .string("Give a user name.")
  .transform((text) => text.trim())
  .refine((text) => text.length <= 320 && !CONTROL.test(text), "This is no user name.")
  .optional();

const password = z
  .string("Give the password.")
  .min(1, "Give the password.")
  .max(1_000, "This is too long for a password.")
  .refine((text) => !CONTROL.test(text), "A password has no control characters.");

function portOf(ports: readonly number[]) {
  const message = `Use port ${ports.slice(0, -1).join(", ")} or ${ports.at(-1)}.`;
  return z.number(message).refine((port) => ports.includes(port), message);
}

/** Port → whether encryption starts at once; 2525 is used both ways. A wrong pair would only be met by a time-out. */
const SECURE_AT_ONCE: Record<number, boolean> = { 465: true, 993: true, 587: false, 143: false };

const fitsPort = ({ port, secure }: { port: number; secure: boolean }) => (SECURE_AT_ONCE[port] ?? secure) === secure;
const UNFIT = {
  path: ["secure"],
  message: "Ports 465 and 993 use TLS from the start, 587 and 143 use STARTTLS.",
};

const secure = z.boolean("Say whether encryption starts at once (true) or by STARTTLS (false).");

export const serverInboxSchema = z
  .object({
    email,
    smtp: z
      .object({ host, port: portOf(SMTP_PORTS), secure, user, password })
      .strict()
      .refine(fitsPort, UNFIT),
    imap: z
      .object({ host, port: portOf(IMAP_PORTS), secure, user, password: password.optional() })
      .strict()
      .refine(fitsPort, UNFIT),
  })
  .strict()
  .refine((input) => input.imap.password === undefined || input.imap.password === input.smtp.password, {
    path: ["imap", "password"],
    message: "Both servers must take the same password.",
  })
  .transform(({ email, smtp, imap }) => ({
    email,
    password: smtp.password,
    smtp: { host: smtp.host, port: smtp.port, isSecure: smtp.secure, user: smtp.user || email },
    imap: { host: imap.host, port: imap.port, isSecure: imap.secure, user: imap.user || smtp.user || email },
  }));

export type ServerInboxInput = z.output<typeof serverInboxSchema>;

function isHost(text: string): boolean {
  if (text.includes(":")) return IPV6.test(text);
  return text.length > 0 && text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}
