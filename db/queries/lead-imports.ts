/** One row per uploaded file: what is known of it, how far it is, what came of it. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId } from "../../app/domain/ids.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type ImportStatus = "uploaded" | "queued" | "running" | "completed" | "failed";
export type UndoStatus = "possible" | "running" | "undone" | "impossible";
/** rows = created + updated + duplicate + invalid + suppressed, once completed. */
export type ImportCounts = {
  rows: number;
  created: number;
  updated: number;
  duplicate: number;
  invalid: number;
  suppressed: number;
};
export type LeadImport = {
  importId: string;
  fileName: string;
  status: ImportStatus;
  mapping: unknown;
  fileFacts: unknown;
  byteSize: number;
  counts: ImportCounts;
  rowsEstimated: number | null;
  reason: string | null;
  undoStatus: UndoStatus;
  undoKept: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

const columns = [
  "id as importId",
  "file_name as fileName",
  "status",
  "mapping",
  "file_facts as fileFacts",
  "byte_size as byteSize",
  "rows",
  "created",
  "updated",
  "duplicate",
  "invalid",
  "suppressed",
  "rows_estimated as rowsEstimated",
  "reason",
  "undo_status as undoStatus",
  "undo_kept as undoKept",
  "created_at as createdAt",
  "started_at as startedAt",
  "finished_at as finishedAt",
] as const;

function selectImports(scope: Scope) {
  return scope.handle.selectFrom("lead_imports").select(columns).where("workspace_id", "=", scope.workspaceId);
}

function shapeOf(row: Omit<LeadImport, "counts"> & ImportCounts): LeadImport {
  const { rows, created, updated, duplicate, invalid, suppressed, ...rest } = row;
  return { ...rest, counts: { rows, created, updated, duplicate, invalid, suppressed } };
}

/** Errors  not_found */
export async function getLeadImport(scope: Scope, importId: string): Promise<LeadImport> {
  const row = await selectImports(scope).where("id", "=", importId).executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "There is no such import.");
  return shapeOf(row);
}

/** The same, held for a change. Errors  not_found */
export async function lockLeadImport(scope: TransactionScope, importId: string): Promise<LeadImport> {
  const row = await selectImports(scope).where("id", "=", importId).forUpdate().executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "There is no such import.");
  return shapeOf(row);
}

/** Newest first. */
export async function listLeadImports(scope: Scope, request: PageRequest): Promise<Page<LeadImport>> {
  let query = selectImports(scope)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(request.limit + 1);
  if (request.cursor !== null) {
    const [createdAt, id] = decodeCursor(request.cursor, 2);
    if (!isId(id) || Number.isNaN(Date.parse(String(createdAt))))
      throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
    query = query.where(sql<boolean>`(created_at, id) < (${createdAt}::text::timestamptz, ${id}::text::uuid)`);
  }
  const rows = (await query.execute()).map(shapeOf);
  return pageOf(rows, request.limit, (row) => [row.createdAt.toISOString(), row.importId]);
}

export async function insertLeadImport(
  scope: TransactionScope,
  input: { importId: string; fileName: string; createdBy: string; createdAt: Date },
): Promise<void> {
  await scope.handle
    .insertInto("lead_imports")
    .values({
      workspace_id: scope.workspaceId,
      id: input.importId,
      file_name: input.fileName,
      created_by: input.createdBy,
      created_at: input.createdAt,
    })
    .execute();
}

export type ImportChange = Partial<
  ImportCounts & {
    status: ImportStatus;
    mapping: unknown;
    fileFacts: unknown;
    byteSize: number;
    rowsEstimated: number;
    reason: string | null;
    undoStatus: UndoStatus;
    undoKept: number;
    startedAt: Date;
    finishedAt: Date;
  }
>;

export async function updateLeadImport(scope: Scope, importId: string, change: ImportChange): Promise<void> {
  const { mapping, fileFacts, byteSize, rowsEstimated, undoStatus, undoKept, startedAt, finishedAt, ...rest } = change;
  await scope.handle
    .updateTable("lead_imports")
    .set({
      ...rest,
      ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
      ...(fileFacts === undefined ? {} : { file_facts: JSON.stringify(fileFacts) }),
      ...(byteSize === undefined ? {} : { byte_size: byteSize }),
      ...(rowsEstimated === undefined ? {} : { rows_estimated: rowsEstimated }),
      ...(undoStatus === undefined ? {} : { undo_status: undoStatus }),
      ...(undoKept === undefined ? {} : { undo_kept: undoKept }),
      ...(startedAt === undefined ? {} : { started_at: startedAt }),
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", importId)
    .execute();
}

/** An upload that was refused leaves nothing behind. */
export async function deleteLeadImport(scope: Scope, importId: string): Promise<void> {
  await scope.handle
    .deleteFrom("lead_imports")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", importId)
    .execute();
}
