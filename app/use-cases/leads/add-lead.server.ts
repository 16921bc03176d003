import { insertLead } from "../../../db/queries/leads.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { leadValuesOf, type NewLeadInput } from "../../domain/lead-input.ts";

/** Adds one lead by hand. Errors  conflict when the address is a lead already */
export async function addLead(app: AppContext, actor: Actor, input: NewLeadInput): Promise<{ leadId: string }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const at = await app.clock.now();
  const leadId = await inTransaction(scope, (scope) => insertLead(scope, leadValuesOf(input), at));
  if (leadId === undefined)
    throw new AppError("conflict", "This address is a lead already.", {
      issues: [{ path: "email", message: "This address is a lead already." }],
    });
  return { leadId };
}
