import { insertFilePart } from "../../../db/queries/lead-import-files.ts";
import { deleteLeadImport, insertLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { guessMapping } from "../../domain/csv-header.ts";
import { newId } from "../../domain/ids.ts";
import { problemOfMapping } from "../../domain/lead-fields.ts";
import { SNIFF_BYTES } from "../../files/decode-text.ts";
import { sniffCsv } from "../../files/sniff-csv.ts";
import { MAX_FILE_BYTES } from "./import-facts.ts";

export type StoredUpload = { ok: true; importId: string; hasEmailColumn: boolean } | { ok: false; reason: string };

const PART_BYTES = 1024 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Takes in a file part by part, looks at its beginning and guesses what its columns are.
 *
 * Shape   name and chunks of bytes → an import that waits for its mapping, or why this file is none
 * Rules   never more than about two parts in memory; a refused or broken-off upload leaves nothing behind
 */
export async function storeUpload(
  app: AppContext,
  actor: Actor,
  input: { fileName: string; chunks: AsyncIterable<Uint8Array> },
): Promise<StoredUpload> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const importId = newId();
  const createdAt = await app.clock.now();
  const fileName = input.fileName.replaceAll("\u0000", "").trim().slice(0, 200) || "leads.csv";
  await inTransaction(scope, (scope) =>
    insertLeadImport(scope, { importId, fileName, createdBy: actor.userId, createdAt }),
  );
  let outcome: StoredUpload | undefined;
  try {
    const stored = await storeParts(scope, importId, input.chunks);
    outcome = stored.isTooLarge
      ? { ok: false, reason: "The file is larger than 50 MB. Split it and upload the parts one after the other." }
      : await describe(scope, importId, stored);
    return outcome;
  } finally {
    if (!outcome?.ok) await deleteLeadImport(scope, importId);
  }
}

type Stored = { head: Buffer; byteSize: number; lineCount: number; isTooLarge: boolean };

async function storeParts(scope: Scope, importId: string, chunks: AsyncIterable<Uint8Array>): Promise<Stored> {
  let [partNo, byteSize, lineFeeds, carriageReturns, waitingBytes] = [0, 0, 0, 0, 0];
  let head: Buffer = Buffer.alloc(0);
  let waiting: Uint8Array[] = [];
  const store = async () => {
    const bytes = Buffer.concat(waiting);
    [waiting, waitingBytes] = [[], 0];
    await insertFilePart(scope, { importId, partNo, bytes });
    partNo += 1;
  };
  for await (const chunk of chunks) {
    byteSize += chunk.length;
    if (byteSize > MAX_FILE_BYTES) return { head, byteSize, lineCount: 0, isTooLarge: true };
    if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)]);
    for (const byte of chunk) {
      if (byte === LINE_FEED) lineFeeds += 1;
      else if (byte === CARRIAGE_RETURN) carriageReturns += 1;
    }
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= PART_BYTES) await store();
  }
  if (waitingBytes > 0) await store();
  return { head, byteSize, lineCount: Math.max(lineFeeds, carriageReturns), isTooLarge: false };
}

async function describe(scope: Scope, importId: string, stored: Stored): Promise<StoredUpload> {
  const sniffed = await sniffCsv(stored.head);
  if (!sniffed.ok) return sniffed;
  const { facts } = sniffed;
  const mapping = guessMapping(facts.header, facts.sample);
  const hasEmailColumn = problemOfMapping(mapping) === null;
  if (!hasEmailColumn && !facts.sample.some((row) => row.some((cell) => cell.includes("@")))) {
    return {
      ok: false,
      reason:
        "No column of this file holds e-mail addresses. Export your contacts with their e-mail address and upload that file.",
    };
  }
  const rowsEstimated = Math.max(stored.lineCount - facts.headerLineNo, facts.sample.length);
  await updateLeadImport(scope, importId, { fileFacts: facts, mapping, byteSize: stored.byteSize, rowsEstimated });
  return { ok: true, importId, hasEmailColumn };
}
