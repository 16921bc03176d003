/** The campaign form: the same input as the API's, spread over fields of plain HTML. */
import { type NewCampaign, newCampaignSchema } from "../domain/campaign-input.ts";
import { type FormResult, keptValues } from "./forms.server.ts";
import { issuesOf } from "./issues.server.ts";

export function judgeCampaignForm(form: FormData): FormResult<NewCampaign> {
  const text = (name: string) => String(form.get(name) ?? "");
  const parsed = newCampaignSchema.safeParse({
    name: text("name"),
    inboxIds: form.getAll("inboxIds").map(String),
    timeZone: text("timeZone") || null,
    timeZoneMode: text("timeZoneMode") || undefined,
    window: { days: form.getAll("days").map(Number), start: text("start"), end: text("end") },
    companyStop: form.has("companyStop"),
    holidays: form.has("holidays"),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: formErrorsOf(issuesOf(parsed.error)), values: campaignFormValues(form) };
}

/** `window.end` belongs to the field `end`, `inboxIds.2` to the field `inboxIds`. */
export function formErrorsOf(issues: { path: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) {
    const name = path.replace(/^window\.?/, "").replace(/\.\d+$/, "") || "days";
    errors[name] ??= message;
  }
  return errors;
}

/** Fields of many values are kept as one text, parted by commas. */
export function campaignFormValues(form: FormData): Record<string, string> {
  const lists = ["inboxIds", "days"].map((name) => [name, form.getAll(name).map(String).join(",")]);
  const ticks = ["companyStop", "holidays"].map((name) => [name, form.has(name) ? "on" : ""]);
  return { ...keptValues(form), ...Object.fromEntries([...lists, ...ticks]) };
}
