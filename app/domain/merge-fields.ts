/**
 * The names a template may use and the values behind them. A blank value is null, whether the source
 * had null, nothing or only white space: then `if` and `default` mean what a writer expects.
 */

/** Standard fields, in the order in which the editor offers them. */
export const MERGE_FIELD_NAMES = [
  "first_name",
  "last_name",
  "full_name",
  "title",
  "company",
  "company_domain",
  "country",
  "email",
  "sender_name",
  "sender_email",
] as const;

export type MergeFieldName = (typeof MERGE_FIELD_NAMES)[number];

/** Values for one mail; a missing standard field counts as blank, a missing custom field as unknown. */
export type MergeFields = Partial<Record<MergeFieldName, string | null>> & {
  custom?: Readonly<Record<string, string | null>>;
};

export type MergePlace = "subject" | "body";

export type MergeScope = { [name: string]: string | null | MergeScope };

const CUSTOM_NAME = /^[a-z][a-z0-9_]{0,62}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL_IN_BODY = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
const CONTROL_IN_LINE = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;

/** A value as it may stand in a mail: no control characters; one line in a subject. */
export function cleanText(text: string, place: MergePlace): string {
  if (place === "subject") return text.replace(CONTROL_IN_LINE, " ");
  return text.replace(/\r\n?/g, "\n").replace(CONTROL_IN_BODY, "");
}

/**
 * Lays the values out for the template engine: standard names, `custom.name`, and custom names bare
 * where they are snake_case and do not hide a standard field.
 *
 * Rules   objects without a prototype: a template sees these names and nothing inherited
 */
export function mergeScope(fields: MergeFields, place: MergePlace): MergeScope {
  const scope: MergeScope = Object.create(null);
  const custom: MergeScope = Object.create(null);
  for (const [name, value] of Object.entries(fields.custom ?? {})) {
    custom[name] = cleanValue(value, place);
    if (CUSTOM_NAME.test(name)) scope[name] = custom[name];
  }
  for (const name of MERGE_FIELD_NAMES) scope[name] = cleanValue(fields[name], place);
  scope.custom = custom;
  return scope;
}

function cleanValue(value: unknown, place: MergePlace): string | null {
  if (typeof value !== "string") return null;
  const text = cleanText(value, place);
  return text.trim() === "" ? null : text;
}
