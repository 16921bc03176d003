/**
 * What a person may set on an inbox, judged where it enters: window, cap, ramp, gap, zone, country, name, signature.
 * The same schema reads the API's body and the page's form.
 */
import { z } from "zod";
import { countryCodeOf } from "./country-names.ts";
import { parseEmailAddress } from "./email-address.ts";
import type { FieldIssue } from "./errors.ts";
import { type MailProviderName, providerLimits } from "./provider-limits.ts";
import { timeZoneSchema, windowSchema } from "./window.ts";

/** The most that any provider lets an address send in a day; the inbox's own provider may let it send less. */
const MAX_CAP = 10_000;

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

const mailsPerDay = z.number("Give a whole number.").int("Give a whole number.").max(MAX_CAP, "Give at most 10,000.");

const countrySchema = z
  .string()
  .nullable()
  .transform((text, context) => {
    if (text === null || text.trim() === "") return null;
    const code = countryCodeOf(text);
    if (code !== null && /^[A-Z]{2}$/.test(code)) return code;
    context.addIssue({ code: "custom", message: "Give a country, such as DE or Germany." });
    return z.NEVER;
  });

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
    /** Whose public holidays count for a lead of unknown country; null: none. */
    country: countrySchema,
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
export function issuesOfInboxSettings(
  inbox: { provider: MailProviderName; email: string },
  settings: InboxSettings,
): FieldIssue[] {
  const ceiling = providerLimits(inbox.provider, inbox.email).per24h;
  if (ceiling === null) return [];
  const message = `${PROVIDER_WORDS[inbox.provider]} lets ${inbox.email} send at most ${ceiling.toLocaleString("en-US")} mails a day.`;
  const { cap, ramp } = settings;
  const entered = { cap, "ramp.startPerDay": ramp?.startPerDay, "ramp.addPerDay": ramp?.addPerDay };
  return Object.entries(entered).flatMap(([path, mails]) => ((mails ?? 0) > ceiling ? [{ path, message }] : []));
}

const PROVIDER_WORDS: Record<MailProviderName, string> = {
  gmail: "Google",
  microsoft: "Microsoft",
  smtp: "The server",
};
