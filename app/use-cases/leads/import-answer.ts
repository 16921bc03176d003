/** An import as the API shows it. */
import type { ReadImport } from "./read-import.server.ts";

export function importAnswer(found: ReadImport) {
  const {
    importId,
    fileName,
    status,
    mapping,
    counts,
    rowsEstimated,
    reason,
    undoStatus,
    undoKept,
    createdAt,
    startedAt,
    finishedAt,
  } = found;
  return {
    importId,
    fileName,
    status,
    mapping,
    columns: found.facts?.header ?? [],
    counts,
    rowsEstimated,
    reason,
    undoStatus,
    undoKept,
    createdAt,
    startedAt,
    finishedAt,
  };
}
