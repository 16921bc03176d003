/** COPY … FROM STDIN: the fastest way in. One connection of its own; either all rows arrive or none. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from } from "pg-copy-streams";
import type { DatabaseClient } from "./client.ts";

export type CopyValue = string | number | null | string[];

/** Parts handed to the socket at once. */
const PART_CHARS = 256 * 1024;

/** Copies batches of rows into a table and returns when they are committed. Table and columns are literals of the caller. */
export async function copyRows(
  db: DatabaseClient,
  target: { table: string; columns: readonly string[] },
  batches: AsyncIterable<CopyValue[][]>,
): Promise<void> {
  const client = await db.pool.connect();
  let failure: Error | undefined;
  try {
    const sink = client.query(from(`copy ${target.table} (${target.columns.join(", ")}) from stdin`));
    await pipeline(Readable.from(linesOf(batches), { objectMode: false, highWaterMark: PART_CHARS }), sink);
  } catch (error) {
    failure = error instanceof Error ? error : new Error("copy failed");
    throw error;
  } finally {
    client.release(failure);
  }
}

async function* linesOf(batches: AsyncIterable<CopyValue[][]>): AsyncGenerator<Buffer> {
  let part = "";
  for await (const rows of batches) {
    for (const row of rows) {
      part += `${copyLine(row)}\n`;
      if (part.length >= PART_CHARS) {
        yield Buffer.from(part);
        part = "";
      }
    }
  }
  if (part !== "") yield Buffer.from(part);
}

function copyLine(row: CopyValue[]): string {
  let line = "";
  for (let at = 0; at < row.length; at += 1) line += (at === 0 ? "" : "\t") + copyText(row[at] ?? null);
  return line;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyText(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : arrayText(value);
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (mark) => ESCAPES[mark] ?? mark) : text;
}

/** Postgres array literal; the cells are quoted, so that "NULL" and "" stay themselves. */
function arrayText(values: string[]): string {
  let text = "{";
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? "";
    text += `${at === 0 ? "" : ","}"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  }
  return `${text}}`;
}
