import { listRejects, type RejectedRow } from "../../../db/queries/lead-import-rows.ts";
import { getLeadImport, type LeadImport, listLeadImports } from "../../../db/queries/lead-imports.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Mapping } from "../../domain/lead-fields.ts";
import type { Page, PageRequest } from "../../domain/page.ts";
import type { CsvFacts } from "../../files/sniff-csv.ts";
import { writeCsv } from "../../files/write-csv.ts";
import { readFacts, readMapping } from "./import-facts.ts";

export type ReadImport = Omit<LeadImport, "fileFacts" | "mapping"> & { facts: CsvFacts | null; mapping: Mapping };

/** Errors  not_found */
export async function readImport(app: AppContext, actor: Actor, input: { importId: string }): Promise<ReadImport> {
  const { fileFacts, mapping, ...rest } = await getLeadImport(scopeOf(app.db, actor.workspaceId), input.importId);
  return { ...rest, facts: readFacts(fileFacts), mapping: readMapping(mapping) };
}

export async function listImports(app: AppContext, actor: Actor, request: PageRequest): Promise<Page<LeadImport>> {
  return listLeadImports(scopeOf(app.db, actor.workspaceId), request);
}

export async function listRejectedRows(
  app: AppContext,
  actor: Actor,
  request: PageRequest & { importId: string },
): Promise<Page<RejectedRow>> {
  return listRejects(scopeOf(app.db, actor.workspaceId), request.importId, request);
}

const PAGE_ROWS = 1_000;

/** The rejected rows as they were in the file, with line and reason before them. Errors  not_found */
export async function exportRejectedRows(
  app: AppContext,
  actor: Actor,
  input: { importId: string },
): Promise<AsyncGenerator<string>> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const found = await readImport(app, actor, input);
  async function* pages() {
    let cursor: string | null = null;
    do {
      const page: Page<RejectedRow> = await listRejects(scope, input.importId, { limit: PAGE_ROWS, cursor });
      yield page.items.map((row) => [String(row.lineNo), row.outcome, row.reason, ...row.raw]);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== null);
  }
  return writeCsv(["line", "outcome", "reason", ...(found.facts?.header ?? [])], pages());
}
