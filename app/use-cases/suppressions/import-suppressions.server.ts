import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { hasEmailHeader, normaliseHeader } from "../../domain/csv-header.ts";
import { SNIFF_BYTES } from "../../files/decode-text.ts";
import { readCsv } from "../../files/read-csv.ts";
import { type CsvFacts, sniffCsv } from "../../files/sniff-csv.ts";
import { type AddedSuppressions, addSuppressions } from "./add-suppressions.server.ts";

export type ImportedSuppressions = ({ ok: true } & AddedSuppressions) | { ok: false; reason: string };

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_REFUSED_SHOWN = 100;
const COLUMN_NAMES = ["domain", "domain name", "company domain", "value", "entry", "address"];

/**
 * Reads a list of addresses and domains (one column of a CSV) onto the suppression list.
 *
 * Shape   name and chunks of bytes → counts and the first refused lines, or why this file is no list
 */
export async function importSuppressions(
  app: AppContext,
  actor: Actor,
  input: { fileName: string; chunks: AsyncIterable<Uint8Array> },
): Promise<ImportedSuppressions> {
  const chunks: Uint8Array[] = [];
  let byteSize = 0;
  for await (const chunk of input.chunks) {
    byteSize += chunk.length;
    if (byteSize > MAX_BYTES)
      return { ok: false, reason: "The file is larger than 10 MB. Split it and upload the parts one after the other." };
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const sniffed = await sniffCsv(bytes.subarray(0, SNIFF_BYTES));
  if (!sniffed.ok) return sniffed;
  const { facts } = sniffed;
  // A list without a header: its first line is an entry, too.
  const { column, headerRecordNo } = listColumn(facts);
  const texts: { lineNo: number; text: string }[] = [];
  for await (const records of readCsv(once(bytes), facts)) {
    for (const record of records) {
      const text = (record.fields[column] ?? "").trim().replace(/^'/, "");
      if (record.recordNo > headerRecordNo && text !== "") texts.push({ lineNo: record.lineNo, text });
    }
  }
  const added = await addSuppressions(app, actor, { texts, reason: "manual", source: input.fileName.slice(0, 200) });
  return { ok: true, ...added, refused: added.refused.slice(0, MAX_REFUSED_SHOWN) };
}

function listColumn(facts: CsvFacts): { column: number; headerRecordNo: number } {
  const named = facts.header.findIndex(
    (name) => hasEmailHeader([name]) || COLUMN_NAMES.includes(normaliseHeader(name)),
  );
  if (facts.hasHeader && named >= 0) return { column: named, headerRecordNo: facts.headerRecordNo };
  return { column: 0, headerRecordNo: facts.hasHeader && facts.header.length > 1 ? facts.headerRecordNo : -1 };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
