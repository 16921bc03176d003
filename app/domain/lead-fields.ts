/** The fields of a lead as files name them, and the words that people see for them. */

export const LEAD_FIELDS = [
  "email",
  "first_name",
  "last_name",
  "full_name",
  "title",
  "company",
  "company_domain",
  "phone",
  "linkedin_url",
  "website",
  "city",
  "country",
  "industry",
  "time_zone",
  "tags",
] as const;

export type LeadField = (typeof LEAD_FIELDS)[number];

/** Where a column goes: a field, a custom field of the given name, or nowhere. */
export type ColumnTarget = LeadField | `custom:${string}` | null;
/** By column index, from 0. */
export type Mapping = Record<number, ColumnTarget>;

export const LEAD_FIELD_LABELS: Record<LeadField, string> = {
  email: "E-mail",
  first_name: "First name",
  last_name: "Last name",
  full_name: "Full name",
  title: "Title",
  company: "Company",
  company_domain: "Company domain",
  phone: "Phone",
  linkedin_url: "LinkedIn URL",
  website: "Website",
  city: "City",
  country: "Country",
  industry: "Industry",
  time_zone: "Time zone",
  tags: "Tags",
};

/** A lead as a file or a form gives it; null where nothing is known. */
export type LeadValues = {
  email: string;
  firstName: string | null;
  lastName: string | null;
  title: string | null;
  companyName: string | null;
  companyDomain: string | null;
  timeZone: string | null;
  country: string | null;
  phone: string | null;
  linkedinUrl: string | null;
  website: string | null;
  city: string | null;
  industry: string | null;
  tags: string[];
  custom: Record<string, string>;
};

export const CUSTOM_PREFIX = "custom:";
const MAX_CUSTOM_NAME = 60;

export function isLeadField(value: unknown): value is LeadField {
  return LEAD_FIELDS.some((field) => field === value);
}

/** Reads one target as a form or a stored mapping gives it; anything unknown means "nowhere". */
export function parseColumnTarget(value: unknown): ColumnTarget {
  if (isLeadField(value)) return value;
  if (typeof value !== "string" || !value.startsWith(CUSTOM_PREFIX)) return null;
  const name = value.slice(CUSTOM_PREFIX.length).trim().slice(0, MAX_CUSTOM_NAME);
  return name === "" ? null : `custom:${name}`;
}

/** Reads a whole mapping: column index → target. */
export function parseMapping(value: unknown): Mapping {
  const mapping: Mapping = {};
  if (typeof value !== "object" || value === null) return mapping;
  for (const [column, target] of Object.entries(value)) {
    if (/^\d{1,3}$/.test(column)) mapping[Number(column)] = parseColumnTarget(target);
  }
  return mapping;
}

/**
 * Says what keeps a mapping from being used.
 *
 * Shape   mapping → sentence, or null when it is good
 * Rules   exactly one e-mail column; no other field twice
 */
export function problemOfMapping(mapping: Mapping): string | null {
  const targets = Object.values(mapping).filter((target) => target !== null);
  if (!targets.includes("email")) return "Choose the column that holds the e-mail address.";
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice === undefined) return null;
  const label = isLeadField(twice) ? LEAD_FIELD_LABELS[twice] : twice.slice(CUSTOM_PREFIX.length);
  return `Two columns go to "${label}". Choose one of them.`;
}
