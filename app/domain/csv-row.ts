/**
 * One row of a file becomes a lead, or is refused with a reason that its owner understands.
 * Cells may hold anything: they are cleaned here, once.
 */
import { countryCodeOf } from "./country-names.ts";
import { companyDomainOf, parseEmailAddress, parseNamedAddress } from "./email-address.ts";
import { CUSTOM_PREFIX, type LeadField, type LeadValues, type Mapping } from "./lead-fields.ts";

export type ReadLead = { ok: true; lead: LeadValues } | { ok: false; reason: string };

/** reliability.md D, "poisoned CSV". */
export const MAX_CELL_BYTES = 64 * 1024;
const MAX_TAGS = 50;

/** A name, a title or a place is not longer than this; the index on the search text depends on it. */
const MAX_FIELD_LENGTH = 500;

/**
 * Reads a row.
 *
 * Shape   cells + mapping → lead, or the reason of refusal
 * Rules   the address obeys parseEmailAddress; one leading apostrophe (what spreadsheets put before "+" and "=") and NUL
 *         go; first and last name come from the full name where they have no column; free mail is no company domain
 * Errors  none
 */
export function readLeadRow(fields: string[], mapping: Mapping): ReadLead {
  const values: Partial<Record<LeadField, string>> = {};
  const custom: Record<string, string> = {};
  for (const key in mapping) {
    const target = mapping[key];
    const cell = fields[Number(key)];
    if (target === null || target === undefined || cell === undefined || cell === "") continue;
    if (cell.length > MAX_CELL_BYTES)
      return { ok: false, reason: `The cell in column ${Number(key) + 1} is too long (64 KB at most).` };
    const value = cleanCell(cell);
    if (value === "") continue;
    if (target.startsWith(CUSTOM_PREFIX)) setCustom(custom, target.slice(CUSTOM_PREFIX.length), value);
    else if (value.length > MAX_FIELD_LENGTH && target !== "tags")
      return {
        ok: false,
        reason: `The cell in column ${Number(key) + 1} is too long for this field (${MAX_FIELD_LENGTH} characters at most).`,
      };
    else values[target as LeadField] = value;
  }
  const address = readAddress(values.email ?? "");
  if (!address.ok) return { ok: false, reason: address.reason };
  const name = splitName(values);
  return {
    ok: true,
    lead: {
      email: address.email,
      firstName: name.first,
      lastName: name.last,
      title: values.title ?? null,
      companyName: values.company ?? null,
      companyDomain: companyDomain(values, address.domain),
      timeZone: timeZoneOf(values.time_zone),
      country: countryCodeOf(values.country),
      phone: values.phone ?? null,
      linkedinUrl: values.linkedin_url ?? null,
      website: values.website ?? null,
      city: values.city ?? null,
      industry: values.industry ?? null,
      tags: tagsOf(values.tags),
      custom,
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what Postgres cannot store
const NUL = /\u0000/g;

function cleanCell(cell: string): string {
  const text = (cell.includes("\u0000") ? cell.replace(NUL, "") : cell).trim();
  return text.startsWith("'") ? text.slice(1).trim() : text;
}

/** defineProperty keeps "__proto__" an ordinary name. */
function setCustom(custom: Record<string, string>, name: string, value: string) {
  Object.defineProperty(custom, name, { value, enumerable: true, configurable: true, writable: true });
}

function readAddress(value: string) {
  if (value === "") return { ok: false as const, reason: "There is no e-mail address in this row." };
  const bare = value.replace(/^mailto:/i, "");
  return bare.includes("<") ? parseNamedAddress(bare) : parseEmailAddress(bare);
}

function splitName(values: Partial<Record<LeadField, string>>): { first: string | null; last: string | null } {
  const full = values.full_name;
  if (values.first_name || values.last_name || !full)
    return { first: values.first_name ?? null, last: values.last_name ?? null };
  const comma = full.indexOf(",");
  if (comma > 0) return { first: full.slice(comma + 1).trim() || null, last: full.slice(0, comma).trim() };
  const space = full.lastIndexOf(" ");
  if (space < 0) return { first: full, last: null };
  return { first: full.slice(0, space).trim(), last: full.slice(space + 1) };
}

function companyDomain(values: Partial<Record<LeadField, string>>, emailDomain: string): string | null {
  for (const text of [values.company_domain, values.website]) {
    const domain = text === undefined ? null : companyDomainByHost(hostOf(text));
    if (domain !== null) return domain;
  }
  return companyDomainByHost(emailDomain);
}

/** The people of one company share its host, so that most rows need not ask the Public Suffix List. */
const domainsByHost = new Map<string, string | null>();
const MAX_KNOWN_HOSTS = 10_000;

function companyDomainByHost(host: string): string | null {
  const known = domainsByHost.get(host);
  if (known !== undefined) return known;
  const domain = companyDomainOf(host);
  if (domainsByHost.size >= MAX_KNOWN_HOSTS) domainsByHost.clear();
  domainsByHost.set(host, domain);
  return domain;
}

function hostOf(text: string): string {
  return text.replace(/^[a-z]+:\/\//i, "").replace(/[/?#:].*$/s, "");
}

/** Made at first use; asking Intl about each of 100,000 rows would take seconds. */
let knownZones: ReadonlySet<string> | undefined;

function timeZoneOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  knownZones ??= new Set(Intl.supportedValuesOf("timeZone"));
  if (knownZones.has(text)) return text;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function tagsOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  const tags = text
    .split(/[,;|]/)
    .map((tag) => tag.trim().slice(0, 60))
    .filter((tag) => tag !== "");
  return [...new Set(tags)].slice(0, MAX_TAGS);
}
