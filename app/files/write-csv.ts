/** Writes CSV that no spreadsheet takes for a formula: everything is quoted, and what could start one gets an apostrophe. */

/** OWASP "CSV injection": = + - @ tab CR, and the full-width forms that some programs fold (U+FF1D, U+FF0B, U+FF0D, U+FF20). */
const STARTS_FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** UTF-8 byte order mark: without it Excel reads UTF-8 as the machine's code page. */
const BYTE_ORDER_MARK = "\ufeff";

/** One cell, quoted. */
export function csvCell(value: string): string {
  const safe = STARTS_FORMULA.test(value) || STARTS_FORMULA.test(value.trimStart()) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** One line, with its end (RFC 4180: CRLF). */
export function csvLine(cells: readonly (string | null | undefined)[]): string {
  return `${cells.map((cell) => csvCell(cell ?? "")).join(",")}\r\n`;
}

/** Header and rows as parts of text, for a streamed answer. */
export async function* writeCsv(
  header: readonly string[],
  pages: AsyncIterable<readonly (string | null)[][]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(header);
  for await (const page of pages) yield page.map(csvLine).join("");
}
