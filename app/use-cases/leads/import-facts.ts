/** What is stored about an uploaded file, read back with its types. */
import { type Mapping, parseMapping } from "../../domain/lead-fields.ts";
import type { CsvFacts } from "../../files/sniff-csv.ts";

/** 50 MB holds some 300,000 usual rows. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** The facts were written by storeUpload; a row without them was never finished. */
export function readFacts(stored: unknown): CsvFacts | null {
  return typeof stored === "object" && stored !== null && "delimiter" in stored ? (stored as CsvFacts) : null;
}

export function readMapping(stored: unknown): Mapping {
  return parseMapping(stored);
}
