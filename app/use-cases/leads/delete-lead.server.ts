import { deleteLead as deleteLeadRow } from "../../../db/queries/leads.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** Deletes a lead that nothing refers to. Errors  not_found; conflict when it is in a campaign */
export async function deleteLead(app: AppContext, actor: Actor, input: { leadId: string }): Promise<void> {
  await inTransaction(scopeOf(app.db, actor.workspaceId), (scope) => deleteLeadRow(scope, input.leadId));
}
