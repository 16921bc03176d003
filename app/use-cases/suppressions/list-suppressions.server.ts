import { getCounter } from "../../../db/queries/stats.ts";
import { listSuppressions as listSuppressionRows, type Suppression } from "../../../db/queries/suppressions.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";
import { writeCsv } from "../../files/write-csv.ts";

export async function listSuppressions(
  app: AppContext,
  actor: Actor,
  request: PageRequest & { q?: string },
): Promise<Page<Suppression> & { total: number }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [page, total] = await Promise.all([
    listSuppressionRows(scope, { ...request, q: request.q?.trim().slice(0, 200).replaceAll("\u0000", "") }),
    getCounter(scope, "suppressions"),
  ]);
  return { ...page, total };
}

const PAGE_ROWS = 1_000;

/** The whole list as CSV text, part by part. */
export function exportSuppressions(app: AppContext, actor: Actor): AsyncGenerator<string> {
  const scope = scopeOf(app.db, actor.workspaceId);
  async function* pages() {
    let cursor: string | null = null;
    do {
      const page: Page<Suppression> = await listSuppressionRows(scope, { limit: PAGE_ROWS, cursor });
      yield page.items.map((row) => [row.value, row.kind, row.reason, row.source, row.createdAt.toISOString()]);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== null);
  }
  return writeCsv(["value", "kind", "reason", "source", "created_at"], pages());
}
