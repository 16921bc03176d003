import { countLeads, type Lead, listLeads as listLeadRows } from "../../../db/queries/leads.ts";
import { getCounter } from "../../../db/queries/stats.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";

export type LeadList = Page<Lead> & {
  /** All leads of the workspace, from its counter. */
  total: number;
  /** How many match the search, counted up to 10,001; the total when nothing is searched. */
  found: number;
};

/** A page of leads, newest first, that hold each word of `q` in name, address, company or title. */
export async function listLeads(
  app: AppContext,
  actor: Actor,
  request: PageRequest & { q?: string; isCounted?: boolean },
): Promise<LeadList> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const q = request.q?.trim().slice(0, 200) ?? "";
  const [page, total, found] = await Promise.all([
    listLeadRows(scope, { ...request, q }),
    getCounter(scope, "leads"),
    q !== "" && request.isCounted ? countLeads(scope, q) : undefined,
  ]);
  return { ...page, total, found: found ?? total };
}
