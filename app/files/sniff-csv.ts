/**
 * Looks at the first bytes of a file and says how to read it: encoding, delimiter, where the header is
 * (LinkedIn writes notes above it), and what the first rows look like.
 */
import { hasEmailHeader } from "../domain/csv-header.ts";
import { parseEmailAddress } from "../domain/email-address.ts";
import { guessEncoding, SNIFF_BYTES, type TextEncoding } from "./decode-text.ts";
import { type CsvRecord, readCsv } from "./read-csv.ts";

export type CsvFacts = {
  encoding: TextEncoding;
  delimiter: string;
  header: string[];
  /** False when the first row is data already; the columns are then called "Column 1", … */
  hasHeader: boolean;
  /** Records up to and including this one are no data; -1 when there is no header. */
  headerRecordNo: number;
  headerLineNo: number;
  sample: string[][];
};
export type SniffedCsv = { ok: true; facts: CsvFacts } | { ok: false; reason: string };

const DELIMITERS = [",", ";", "\t", "|"];
const SAMPLE_ROWS = 20;
/** How far down a header may be. */
const MAX_PREAMBLE = 20;
const MAX_SAMPLE_CELL = 200;

/**
 * Shape   the first 64 KB (or all of a shorter file) → facts, or why this is no CSV
 * Errors  none
 */
export async function sniffCsv(head: Uint8Array): Promise<SniffedCsv> {
  if (head.length === 0) return { ok: false, reason: "The file is empty." };
  const known = knownFormat(head);
  if (known !== null)
    return { ok: false, reason: `This is ${known}, not a CSV. Save it as CSV (UTF-8) and upload that file.` };
  const encoding = guessEncoding(head);
  if (!encoding.startsWith("utf-16") && isBinary(head))
    return { ok: false, reason: "This is not a text file. Export your contacts as CSV and upload that file." };
  const readings = await Promise.all(DELIMITERS.map((delimiter) => readHead(head, encoding, delimiter)));
  const best = readings.reduce((a, b) => (b.score > a.score ? b : a));
  const filled = best.records.filter(isFilled);
  if (filled.length === 0) return { ok: false, reason: "The file has no rows." };
  return { ok: true, facts: { encoding, ...shapeOf(best.delimiter, filled) } };
}

/** Starts of files that people take for a CSV: zip (xlsx, numbers, ods), old Excel, PDF. */
function knownFormat(head: Uint8Array): string | null {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x50, 0x4b, 3, 4)) return "an Excel, Numbers or zip file";
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return "an Excel file";
  if (starts(0x25, 0x50, 0x44, 0x46)) return "a PDF";
  return null;
}

/** Control characters that no text has; a few NULs are forgiven (they are removed). */
function isBinary(head: Uint8Array): boolean {
  let strange = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) strange += 1;
  return strange > 2 && strange > head.length * 0.02;
}

async function readHead(head: Uint8Array, encoding: TextEncoding, delimiter: string) {
  const records: CsvRecord[] = [];
  for await (const batch of readCsv(once(head), { encoding, delimiter })) records.push(...batch);
  // The cut may have gone through the last record.
  if (head.length >= SNIFF_BYTES && records.length > 1) records.pop();
  return { delimiter, records, score: consistency(records.filter(isFilled)) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const isFilled = (record: CsvRecord) => record.fields.some((field) => field.trim() !== "");

const holdsAddress = (record: CsvRecord) => record.fields.some((field) => parseEmailAddress(field).ok);
/** A cell "email" beside an address is a value, not a name. */
const isHeader = (record: CsvRecord) => hasEmailHeader(record.fields) && !holdsAddress(record);

function widths(records: CsvRecord[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return counts;
}

/** The width most rows have; of two equally common ones the larger (a short file with notes above its header). */
function usualWidth(records: CsvRecord[]): number {
  return [...widths(records)].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a), [1, 0])[0];
}

/** A delimiter that cuts nothing scores 0; one that cuts all rows alike scores most, a little more for more columns. */
function consistency(records: CsvRecord[]): number {
  const width = usualWidth(records);
  if (width < 2) return 0;
  const named = records.slice(0, MAX_PREAMBLE).some(isHeader) ? 1 : 0;
  return named + (widths(records).get(width) ?? 0) / records.length + Math.min(width, 50) / 200;
}

function shapeOf(delimiter: string, filled: CsvRecord[]) {
  const width = usualWidth(filled);
  const top = filled.slice(0, MAX_PREAMBLE);
  const headerRecord = top.find(isHeader) ?? top.find((record) => record.fields.length === width) ?? filled[0];
  const hasHeader = headerRecord !== undefined && !holdsAddress(headerRecord);
  const headerRecordNo = hasHeader ? headerRecord.recordNo : (headerRecord?.recordNo ?? 0) - 1;
  const sample = filled
    .filter((record) => record.recordNo > headerRecordNo)
    .slice(0, SAMPLE_ROWS)
    .map((record) => record.fields.map((field) => field.slice(0, MAX_SAMPLE_CELL)));
  const columnCount = Math.max(headerRecord?.fields.length ?? 0, ...sample.map((row) => row.length));
  const header = Array.from(
    { length: columnCount },
    (_, column) =>
      (hasHeader && headerRecord.fields[column]?.trim().slice(0, MAX_SAMPLE_CELL)) || `Column ${column + 1}`,
  );
  return { delimiter, header, hasHeader, headerRecordNo, headerLineNo: hasHeader ? headerRecord.lineNo : 0, sample };
}
