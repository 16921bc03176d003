import { getLead, type Lead, updateLead } from "../../../db/queries/leads.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { LeadChangeInput } from "../../domain/lead-input.ts";

/** Changes the fields that are named; null empties one. Errors  not_found; conflict when another lead has the address */
export async function changeLead(
  app: AppContext,
  actor: Actor,
  input: { leadId: string; change: LeadChangeInput },
): Promise<Lead> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const at = await app.clock.now();
  await inTransaction(scope, (scope) => updateLead(scope, input.leadId, input.change, at));
  return getLead(scope, input.leadId);
}
