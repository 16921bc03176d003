/** How a lead and its sender become the merge fields of a template. */
import type { MergeFields } from "./merge-fields.ts";

export type MergeLead = {
  email: string;
  firstName: string | null;
  lastName: string | null;
  title: string | null;
  companyName: string | null;
  companyDomain: string | null;
  country: string | null;
  /** Free fields of an import or the API, as stored. */
  custom: unknown;
};

export type MergeSender = { name: string | null; email: string };

/**
 * The fields a template may use for one lead and one sender.
 *
 * Rules   a custom field is reached by its own name and by its name in snake_case; full_name is blank without any name
 */
export function leadMergeFields(lead: MergeLead, sender: MergeSender): MergeFields {
  const names = [lead.firstName, lead.lastName].flatMap((name) => name?.trim() || []);
  return {
    first_name: lead.firstName,
    last_name: lead.lastName,
    full_name: names.length > 0 ? names.join(" ") : null,
    title: lead.title,
    company: lead.companyName,
    company_domain: lead.companyDomain,
    country: lead.country,
    email: lead.email,
    sender_name: sender.name,
    sender_email: sender.email,
    custom: customFields(lead.custom),
  };
}

function customFields(custom: unknown): Record<string, string | null> {
  const fields: Record<string, string | null> = {};
  if (typeof custom !== "object" || custom === null || Array.isArray(custom)) return fields;
  const entries = Object.entries(custom).map(([name, value]) => [name, textOf(value)] as const);
  for (const [name, value] of entries) fields[snakeCase(name)] ??= value;
  for (const [name, value] of entries) fields[name] = value;
  return fields;
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** "Favourite colour", "favouriteColour" and "Favourite-Colour" → favourite_colour. */
export function snakeCase(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
