/**
 * What a person may set on an inbox, judged where it enters: window, cap, gap, zone, name, signature.
 * The same schema reads the API's body and the page's form.
 */
import { z } from "zod";
import { parseEmailAddress } from "./email-address.ts";
import type { FieldIssue } from "./errors.ts";
import { timeZoneSchema, windowSchema } from "./window.ts";

/** Mails per rolling 24 hours. Source: support.google.com/a/answer/166852; providers.md 2.6. */
const CONSUMER_CEILING = 500;
const WORKSPACE_CEILING = 2_000;
const CONSUMER_DOMAINS = new Set(["gmail.com", "googlemail.com"]);

/** The most that the provider lets this address send in a day. */
export function providerCeiling(email: string): number {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return CONSUMER_DOMAINS.has(domain) ? CONSUMER_CEILING : WORKSPACE_CEILING;
}

/** C0, DEL, C1 and the line separators: nothing that ends a header line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** It becomes part of the From header. */
export const displayNameSchema = z
  .string()
  .max(100, "Use at most 100 characters.")
  .refine((name) => !CONTROL.test(name), "A name is one line without control characters.")
  .transform((name) => name.trim());

const sendAsSchema = z.string().transform((text, context) => {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.email;
  context.addIssue({ code: "custom", message: parsed.reason });
  return z.NEVER;
});

const mailsPerDay = z
  .number("Give a whole number.")
  .int("Give a whole number.")
  .max(WORKSPACE_CEILING, "Give at most 2,000.");

export const inboxSettingsSchema = z
  .object({
    cap: mailsPerDay.min(1, "Give at least 1. To send nothing, pause the inbox."),
    ramp: z
      .object({ startPerDay: mailsPerDay.min(1, "Give at least 1."), addPerDay: mailsPerDay.min(0, "Give 0 or more.") })
      .strict()
      .nullable(),
    window: windowSchema,
    minGapSeconds: z
      .number("Give a whole number of seconds.")
      .int("Give a whole number of seconds.")
      .min(0, "Give 0 or more.")
      .max(86_400, "Give at most 86,400 seconds, a day."),
    timeZone: timeZoneSchema,
    status: z.enum(["active", "paused"]),
    displayName: displayNameSchema,
    signature: z.string().max(5_000, "Use at most 5,000 characters."),
    sendAs: sendAsSchema.nullable(),
  })
  .partial()
  .strict();

export type InboxSettings = z.output<typeof inboxSettingsSchema>;

/**
 * What is wrong with settings for this very inbox.
 *
 * Rules   cap and ramp stay under the provider's ceiling for the address
 * Errors  none; an empty list means that they fit
 */
export function issuesOfInboxSettings(email: string, settings: InboxSettings): FieldIssue[] {
  const ceiling = providerCeiling(email);
  const message = `Google lets ${email} send at most ${ceiling} mails a day.`;
  const issues: FieldIssue[] = [];
  if ((settings.cap ?? 0) > ceiling) issues.push({ path: "cap", message });
  if ((settings.ramp?.startPerDay ?? 0) > ceiling) issues.push({ path: "ramp.startPerDay", message });
  return issues;
}
