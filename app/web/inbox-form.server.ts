/** The settings form of an inbox: text fields become the same settings that the API takes. */
import { type InboxSettings, inboxSettingsSchema } from "../domain/inbox-settings.ts";
import { type FormResult, keptValues } from "./forms.server.ts";
import { issuesOf } from "./parse.server.ts";

export function judgeInboxForm(form: FormData): FormResult<InboxSettings> {
  const text = (name: string) => String(form.get(name) ?? "");
  const number = (name: string) => (text(name).trim() === "" ? Number.NaN : Number(text(name)));
  const parsed = inboxSettingsSchema.safeParse({
    cap: number("cap"),
    ramp: text("rampStart").trim() === "" ? null : { startPerDay: number("rampStart"), addPerDay: number("rampAdd") },
    country: text("country"),
    window: { days: form.getAll("days").map(Number), start: text("start").slice(0, 5), end: text("end").slice(0, 5) },
    minGapSeconds: number("minGapSeconds"),
    timeZone: text("timeZone"),
    displayName: text("displayName"),
    signature: text("signature"),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of issuesOf(parsed.error)) errors[fieldOf(issue.path)] ??= issue.message;
  return { ok: false, errors, values: inboxFormValues(form) };
}

/** "window.days.0" is the field "days", "ramp.addPerDay" the field "rampAdd". */
export function fieldOf(path: string): string {
  if (path.startsWith("ramp.")) return path === "ramp.addPerDay" ? "rampAdd" : "rampStart";
  return path.replace(/^window\./, "").split(".")[0] || "start";
}

/** What was entered, the ticked days as one text. */
export function inboxFormValues(form: FormData): Record<string, string> {
  return { ...keptValues(form), days: form.getAll("days").map(String).join(",") };
}
