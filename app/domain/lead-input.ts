/** A lead as a person types it or a program sends it: the same rules as a row of a file. */
import { z } from "zod";
import { countryCodeOf } from "./country-names.ts";
import { companyDomainOf, parseEmailAddress } from "./email-address.ts";
import type { LeadValues } from "./lead-fields.ts";

const MAX_TEXT = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what Postgres cannot store
const clean = (value: string) => value.replace(/\u0000/g, "").trim() || null;
const given = z.string().max(MAX_TEXT, `At most ${MAX_TEXT} characters.`).transform(clean);
const text = given.nullish();

const email = z.string({ error: "Give an e-mail address." }).transform((value, context) => {
  const parsed = parseEmailAddress(value);
  if (parsed.ok) return parsed.email;
  context.addIssue({ code: "custom", message: parsed.reason });
  return z.NEVER;
});

const fields = {
  firstName: text,
  lastName: text,
  title: text,
  companyName: text,
  companyDomain: given.transform((value) => (value === null ? null : companyDomainOf(value))).nullish(),
  timeZone: given
    .refine((value) => value === null || isTimeZone(value), "This is no IANA time zone, such as Europe/Berlin.")
    .nullish(),
  country: given.transform((value) => countryCodeOf(value ?? undefined)).nullish(),
  phone: text,
  linkedinUrl: text,
  website: text,
  city: text,
  industry: text,
  tags: z.array(z.string().trim().min(1).max(60)).max(50).optional(),
  custom: z.record(z.string().min(1).max(60), z.string().max(64 * 1024)).optional(),
};

export const newLeadInput = z.object({ email, ...fields }).strict();
export const leadChangeInput = z.object({ email: email.optional(), ...fields }).strict();

export type NewLeadInput = z.output<typeof newLeadInput>;
export type LeadChangeInput = z.output<typeof leadChangeInput>;

/** Fills what was not given; the company's domain comes from the address unless that is free mail. */
export function leadValuesOf(input: NewLeadInput): LeadValues {
  const domain = input.email.slice(input.email.lastIndexOf("@") + 1);
  return {
    email: input.email,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    title: input.title ?? null,
    companyName: input.companyName ?? null,
    companyDomain: input.companyDomain ?? companyDomainOf(domain),
    timeZone: input.timeZone ?? null,
    country: input.country ?? null,
    phone: input.phone ?? null,
    linkedinUrl: input.linkedinUrl ?? null,
    website: input.website ?? null,
    city: input.city ?? null,
    industry: input.industry ?? null,
    tags: [...new Set(input.tags ?? [])],
    custom: input.custom ?? {},
  };
}

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
