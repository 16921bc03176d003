import { deleteFileParts, readFileParts } from "../../../db/queries/lead-import-files.ts";
import { copyImportRows, deleteImportRows, deleteRejects } from "../../../db/queries/lead-import-rows.ts";
import {
  getLeadImport,
  type ImportCounts,
  type LeadImport,
  lockLeadImport,
  updateLeadImport,
} from "../../../db/queries/lead-imports.ts";
import {
  countRejects,
  createLeads,
  fillLeads,
  lockMerges,
  rejectKnown,
  rejectRepeats,
  rejectSuppressed,
} from "../../../db/queries/lead-imports-merge.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import { withSessionLock } from "../../../db/session-lock.ts";
import type { AppContext } from "../../context.ts";
import { parseMapping } from "../../domain/lead-fields.ts";
import { readCsv } from "../../files/read-csv.ts";
import { readFacts } from "./import-facts.ts";
import { sortRows } from "./sort-rows.server.ts";

export type RanImport =
  | { outcome: "completed"; counts: ImportCounts }
  | { outcome: "failed"; reason: string }
  | { outcome: "skipped"; reason: string };

/**
 * Reads a queued file into staging and merges it into the leads.
 *
 * Rules   may be broken off at any point and run again: staging is emptied first, the merge is one transaction, and a
 *         completed import is skipped. Two runs of one import never overlap.
 * Errors  not_found; database errors pass through, the job is tried again
 */
export async function runImport(app: AppContext, input: { workspaceId: string; importId: string }): Promise<RanImport> {
  const scope = scopeOf(app.db, input.workspaceId);
  await getLeadImport(scope, input.importId);
  const ran = await withSessionLock(app.db, `import_leads:${input.importId}`, async () => {
    const found = await getLeadImport(scope, input.importId);
    if (found.status !== "queued" && found.status !== "running") return skipped(`it is ${found.status}`);
    return importFile(app, scope, found);
  });
  return ran ?? skipped("it runs already");
}

function skipped(reason: string): RanImport {
  return { outcome: "skipped", reason };
}

async function importFile(app: AppContext, scope: Scope, found: LeadImport): Promise<RanImport> {
  const { importId } = found;
  const facts = readFacts(found.fileFacts);
  if (facts === null) return fail(app, scope, importId, "The file was never read. Upload it again.");
  await updateLeadImport(scope, importId, { status: "running", startedAt: await app.clock.now(), rows: 0 });
  await deleteImportRows(scope, importId);
  await deleteRejects(scope, importId);
  const records = readCsv(readFileParts(scope, importId), facts);
  const sorted = sortRows(scope, {
    importId,
    headerRecordNo: facts.headerRecordNo,
    mapping: parseMapping(found.mapping),
    records,
  });
  await copyImportRows(app.db, scope, { importId, batches: sorted.batches });
  await updateLeadImport(scope, importId, { rows: sorted.rowCount(), rowsEstimated: sorted.rowCount() });
  const counts = await merge(app, scope, { importId, rowCount: sorted.rowCount() });
  return counts === undefined ? skipped("it was completed meanwhile") : { outcome: "completed", counts };
}

async function merge(
  app: AppContext,
  scope: Scope,
  { importId, rowCount }: { importId: string; rowCount: number },
): Promise<ImportCounts | undefined> {
  const at = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    await lockMerges(scope);
    if ((await lockLeadImport(scope, importId)).status !== "running") return undefined;
    await rejectSuppressed(scope, { importId, at });
    await rejectRepeats(scope, { importId, at });
    const { created, known } = await createLeads(scope, { importId, at });
    const updated = known > 0 ? await fillLeads(scope, { importId, at }) : 0;
    if (known > updated) await rejectKnown(scope, { importId, at });
    const rejected = await countRejects(scope, importId);
    const rows = created + updated + rejected.duplicate + rejected.invalid + rejected.suppressed;
    // Staging is unlogged: a database that crashed after the copy has emptied it.
    if (rows !== rowCount) throw new Error(`the import has ${rowCount} rows, but ${rows} came to an outcome`);
    const counts = { rows, created, updated, ...rejected };
    await deleteImportRows(scope, importId);
    await deleteFileParts(scope, importId);
    await updateLeadImport(scope, importId, { ...counts, status: "completed", finishedAt: at });
    return counts;
  });
}

async function fail(app: AppContext, scope: Scope, importId: string, reason: string): Promise<RanImport> {
  await updateLeadImport(scope, importId, { status: "failed", reason, finishedAt: await app.clock.now() });
  return { outcome: "failed", reason };
}
