/** The staging table of an import and the list of what was rejected. Both can be emptied and filled again at any time. */
import { sql } from "kysely";
import type { LeadValues } from "../../app/domain/lead-fields.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { DatabaseClient } from "../client.ts";
import { type CopyValue, copyRows } from "../copy-rows.ts";
import type { Scope } from "../scope.ts";

/** `leadId` is the id of the lead that the row becomes, if it becomes one. */
export type StagedRow = { rowNo: number; lineNo: number; leadId: string; lead: LeadValues; raw: string[] };
export type RejectOutcome = "invalid" | "duplicate" | "suppressed";
export type RejectedRow = { rowNo: number; lineNo: number; outcome: RejectOutcome; reason: string; raw: string[] };

const COLUMNS = [
  "workspace_id",
  "import_id",
  "row_no",
  "line_no",
  "lead_id",
  "email",
  "first_name",
  "last_name",
  "title",
  "company_name",
  "company_domain",
  "time_zone",
  "country",
  "phone",
  "linkedin_url",
  "website",
  "city",
  "industry",
  "tags",
  "custom",
  "raw",
] as const;

/** Copies rows into staging over a connection of its own. */
export async function copyImportRows(
  db: DatabaseClient,
  scope: Scope,
  input: { importId: string; batches: AsyncIterable<StagedRow[]> },
): Promise<void> {
  async function* values(): AsyncGenerator<CopyValue[][]> {
    for await (const rows of input.batches) yield rows.map((row) => valuesOf(scope.workspaceId, input.importId, row));
  }
  await copyRows(db, { table: "lead_import_rows", columns: COLUMNS }, values());
  // The planner needs no more than these, and of these only a small sample (their "set statistics").
  await sql`analyze lead_import_rows (workspace_id, import_id, row_no, lead_id, email)`.execute(scope.handle);
}

function valuesOf(workspaceId: string, importId: string, { rowNo, lineNo, leadId, lead, raw }: StagedRow): CopyValue[] {
  return [
    workspaceId,
    importId,
    rowNo,
    lineNo,
    leadId,
    lead.email,
    lead.firstName,
    lead.lastName,
    lead.title,
    lead.companyName,
    lead.companyDomain,
    lead.timeZone,
    lead.country,
    lead.phone,
    lead.linkedinUrl,
    lead.website,
    lead.city,
    lead.industry,
    lead.tags,
    JSON.stringify(lead.custom),
    JSON.stringify(raw),
  ];
}

/** Empties the staging of an import. */
export async function deleteImportRows(scope: Scope, importId: string): Promise<void> {
  await scope.handle
    .deleteFrom("lead_import_rows")
    .where("workspace_id", "=", scope.workspaceId)
    .where("import_id", "=", importId)
    .execute();
}

export async function deleteRejects(scope: Scope, importId: string): Promise<void> {
  await scope.handle
    .deleteFrom("lead_import_rejects")
    .where("workspace_id", "=", scope.workspaceId)
    .where("import_id", "=", importId)
    .execute();
}

export async function insertRejects(scope: Scope, importId: string, rows: RejectedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into lead_import_rejects (workspace_id, import_id, row_no, line_no, outcome, reason, raw)
    select ${scope.workspaceId}::uuid, ${importId}::uuid, r.row_no, r.line_no, r.outcome, r.reason, r.raw
    from jsonb_to_recordset(${JSON.stringify(
      rows.map((row) => ({
        row_no: row.rowNo,
        line_no: row.lineNo,
        outcome: row.outcome,
        reason: row.reason,
        raw: row.raw,
      })),
    )}::jsonb) as r (row_no int, line_no int, outcome text, reason text, raw text[])`.execute(scope.handle);
}

const rejectColumns = ["row_no as rowNo", "line_no as lineNo", "outcome", "reason", "raw"] as const;

/** In the order of the file. */
export async function listRejects(scope: Scope, importId: string, request: PageRequest): Promise<Page<RejectedRow>> {
  let query = scope.handle
    .selectFrom("lead_import_rejects")
    .select(rejectColumns)
    .where("workspace_id", "=", scope.workspaceId)
    .where("import_id", "=", importId)
    .orderBy("row_no")
    .limit(request.limit + 1);
  if (request.cursor !== null) query = query.where("row_no", ">", Number(decodeCursor(request.cursor, 1)[0]) || 0);
  return pageOf(await query.execute(), request.limit, (row) => [row.rowNo]);
}
