/**
 * Guesses which column of a file goes to which field: by the column's name first, by its values where the name says
 * nothing. A wrong e-mail column would mail the wrong people, so a name alone is not believed when the values disagree.
 */
import { HEADER_WORDS } from "./csv-header-words.ts";
import { parseEmailAddress } from "./email-address.ts";
import { LEAD_FIELDS, type LeadField, type Mapping } from "./lead-fields.ts";

/** Shares of the filled sample cells that must look like what the column claims to be. */
const MIN_SHARE_NAMED = 0.5;
const MIN_SHARE_UNNAMED = 0.8;

/** "E-mail 1 - Value" → "email 1 value"; "firstName" → "first name"; accents go. */
export function normaliseHeader(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/\b(?:e mail|e post)/g, (word) => word.replace(" ", ""))
    .trim();
}

/** True when a row of names holds a column that is called an e-mail address. */
export function hasEmailHeader(header: string[]): boolean {
  return header.some((name) => HEADER_WORDS.email.includes(normaliseHeader(name)));
}

/**
 * Guesses the mapping.
 *
 * Shape   header + sample rows (any number, also none) → column index → field or null
 * Rules   each field at most once; an e-mail column whose sample values are no addresses is not taken
 */
export function guessMapping(header: string[], sampleRows: string[][]): Mapping {
  const names = header.map(normaliseHeader);
  const mapping: Mapping = Object.fromEntries(header.map((_, column) => [column, null]));
  const taken = new Set<number>();
  const take = (field: LeadField, column: number | undefined) => {
    if (column === undefined) return;
    mapping[column] = field;
    taken.add(column);
  };
  const mayHold = (field: LeadField, column: number) =>
    !taken.has(column) && agreesWith(field, valuesOf(sampleRows, column));
  for (const field of LEAD_FIELDS) {
    if (field === "full_name" && Object.values(mapping).includes("first_name")) continue;
    const columns = HEADER_WORDS[field].flatMap((word) =>
      names.flatMap((name, column) => (name === word ? [column] : [])),
    );
    take(field, columns.find((column) => mayHold(field, column)) ?? byValues(field, names, sampleRows, taken));
  }
  return mapping;
}

function valuesOf(rows: string[][], column: number): string[] {
  return rows.map((row) => (row[column] ?? "").trim()).filter((value) => value !== "");
}

function shareOf(values: string[], test: (value: string) => boolean): number {
  return values.length === 0 ? 0 : values.filter(test).length / values.length;
}

const isAddress = (value: string) => parseEmailAddress(value.replace(/^mailto:/i, "").replace(/^.*<|>$/g, "")).ok;
const isLinkedIn = (value: string) => /(?:^|[/.])linkedin\.com\//i.test(value);

function agreesWith(field: LeadField, values: string[]): boolean {
  if (values.length === 0) return true;
  if (field === "email") return shareOf(values, isAddress) >= MIN_SHARE_NAMED;
  if (field === "website") return shareOf(values, isLinkedIn) < MIN_SHARE_NAMED;
  return shareOf(values, isAddress) < MIN_SHARE_UNNAMED;
}

/** Columns without a telling name: addresses speak for themselves; "URL" is LinkedIn's where its values or its neighbours say so. */
function byValues(field: LeadField, names: string[], rows: string[][], taken: Set<number>): number | undefined {
  const columns = names.map((_, column) => column).filter((column) => !taken.has(column));
  if (field === "email") {
    return columns.find((column) => {
      // A named second address ("Secondary Email") is somebody's choice, not ours.
      return (
        !(names[column] ?? "").includes("email") && shareOf(valuesOf(rows, column), isAddress) >= MIN_SHARE_UNNAMED
      );
    });
  }
  if (field !== "linkedin_url") return undefined;
  return columns.find((column) => {
    if (names[column] !== "url") return false;
    const values = valuesOf(rows, column);
    return values.length === 0 ? names.includes("connected on") : shareOf(values, isLinkedIn) >= MIN_SHARE_NAMED;
  });
}
