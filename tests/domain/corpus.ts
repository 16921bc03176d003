/** Ground truth of others, read in place (SHARED_DIR, default ../shared); tests skip when the folder is absent. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, process.env.SHARED_DIR ?? "../shared", "corpora");

export const hasCorpora = existsSync(folder);

export function readCorpus<T>(kind: string, file = "cases"): T[] {
  if (!hasCorpora) return [];
  return readFileSync(join(folder, kind, `${file}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

/** The raw message of a case, from `raw` or `raw_b64`. */
export function rawOf(row: { raw?: string; raw_b64?: string }): Uint8Array {
  return row.raw_b64 === undefined ? Buffer.from(row.raw ?? "", "utf8") : Buffer.from(row.raw_b64, "base64");
}

/** hits / all; an empty list counts as nothing measured. */
export function share<T>(rows: T[], isHit: (row: T) => boolean): number {
  return rows.length === 0 ? Number.NaN : rows.filter(isHit).length / rows.length;
}
