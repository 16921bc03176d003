/**
 * Reads a CSV as a stream and never gives up on its content: every record comes out, with the line it begins on.
 * A quote that is opened and never closed would swallow the rest of the file; it costs its own line instead,
 * and reading goes on with the next one.
 */
import { type Parser, parse } from "csv-parse";
import { decodeText, type TextEncoding } from "./decode-text.ts";

export type CsvShape = { encoding: TextEncoding; delimiter: string };
/** `recordNo` counts from 0 and includes preamble, header and blank lines; `lineNo` counts from 1. */
export type CsvRecord = { recordNo: number; lineNo: number; fields: string[]; problem?: string };

/** One record with all its quoted line breaks: above any honest one (200 columns, 64 KB cells are refused later). */
const MAX_RECORD_BYTES = 256 * 1024;
const MAX_COLUMNS = 200;
/** The records of a small piece die young; those of a megabyte would outlive the collector's first rounds. */
const PIECE_BYTES = 64 * 1024;
/** After so many broken quotes the file does not use quotes at all. */
const MAX_BROKEN_QUOTES = 50;
export const UNCLOSED_QUOTE = "A quotation mark that opens in this line is never closed.";

/**
 * Shape   chunks of bytes → batches of records, in the order of the file
 * Rules   memory is bounded by one chunk and one record; blank lines come as records with one empty field
 * Errors  none for any content
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, shape: CsvShape): AsyncGenerator<CsvRecord[]> {
  const reader = recordReader(shape.delimiter);
  for await (const bytes of decodeText(chunks, shape.encoding)) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const records = await reader.push(bytes.subarray(at, at + PIECE_BYTES));
      if (records.length > 0) yield records;
    }
  }
  const records = await reader.end();
  if (records.length > 0) yield records;
}

function recordReader(delimiter: string) {
  const found: CsvRecord[] = [];
  let [recordNo, lineNo, brokenQuotes] = [0, 1, 0];
  /** Bytes since the end of the last record: what a broken quote gives back. */
  let tail: Buffer[] = [];
  let session = openSession();

  function openSession() {
    const state = { endOfLast: 0, fed: 0 };
    const parser = parse({
      delimiter,
      quote: brokenQuotes > MAX_BROKEN_QUOTES ? null : '"',
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      on_record: (fields: string[], info) => {
        state.endOfLast = info.bytes;
        addRecord(fields);
        return null;
      },
    });
    const failure = new Promise<boolean>((resolve) => {
      parser.on("error", () => resolve(false));
    });
    return { parser, state, failure };
  }

  function addRecord(fields: string[], problem?: string) {
    found.push({
      recordNo,
      lineNo,
      fields: withoutNul(fields.length > MAX_COLUMNS ? fields.slice(0, MAX_COLUMNS) : fields),
      problem,
    });
    recordNo += 1;
    lineNo += 1;
    for (const field of fields)
      if (field.includes("\n") || field.includes("\r")) lineNo += field.match(/\r\n|\n|\r/g)?.length ?? 0;
  }

  async function feed(bytes: Buffer) {
    tail.push(bytes);
    session.state.fed += bytes.length;
    const isFed = await Promise.race([write(session.parser, bytes), session.failure]);
    const open = session.state.fed - session.state.endOfLast;
    const all = tail.length === 1 ? bytes : Buffer.concat(tail);
    const rest = all.subarray(all.length - open);
    tail = [rest];
    if (!isFed || open > MAX_RECORD_BYTES) await recover(rest);
  }

  /** Gives up the quote: its first line is a bad record, what follows is read again. */
  async function recover(rest: Buffer): Promise<void> {
    session.parser.destroy();
    brokenQuotes += 1;
    const line = firstLine(rest);
    addRecord(
      [line.text.slice(0, MAX_RECORD_BYTES)],
      line.text.length > MAX_RECORD_BYTES ? "This line is too long to be a row." : UNCLOSED_QUOTE,
    );
    session = openSession();
    tail = [];
    if (line.next < rest.length) await feed(rest.subarray(line.next));
  }

  function take() {
    return found.splice(0);
  }
  return {
    async push(bytes: Buffer) {
      await feed(bytes);
      return take();
    },
    async end() {
      while (!(await Promise.race([finish(session.parser), session.failure]))) {
        const rest = tail.length === 0 ? Buffer.alloc(0) : Buffer.concat(tail);
        if (rest.length === 0) break;
        await recover(rest);
      }
      return take();
    },
  };
}

/** Postgres stores no NUL. */
function withoutNul(fields: string[]): string[] {
  return fields.some((field) => field.includes("\u0000"))
    ? fields.map((field) => field.replaceAll("\u0000", ""))
    : fields;
}

function write(parser: Parser, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    parser.write(bytes, (error) => resolve(!error));
  });
}

function finish(parser: Parser): Promise<boolean> {
  return new Promise((resolve) => {
    parser.once("finish", () => resolve(true));
    parser.end();
  });
}

function firstLine(bytes: Buffer): { text: string; next: number } {
  const lf = bytes.indexOf(10);
  const cr = bytes.indexOf(13);
  const end = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr);
  if (end < 0) return { text: bytes.toString("utf-8"), next: bytes.length };
  return { text: bytes.toString("utf-8", 0, end), next: end + (bytes[end] === 13 && bytes[end + 1] === 10 ? 2 : 1) };
}
