import { deleteSuppression, findSuppressionId, getSuppression } from "../../../db/queries/suppressions.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Actor, mayActAs } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { parseSuppressionEntry } from "../../domain/suppression.ts";

/**
 * Takes an entry off the list; journeys that it ended stay ended.
 *
 * Rules   what people asked for themselves (unsubscribe, complaint, erasure, opt-out) only an admin may take off
 * Errors  invalid_input, not_found, forbidden
 */
export async function removeSuppression(
  app: AppContext,
  actor: Actor,
  input: { suppressionId: string } | { value: string },
): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  await inTransaction(scope, async (scope) => {
    const suppressionId = "suppressionId" in input ? input.suppressionId : await findByValue(input.value);
    const { reason } = await getSuppression(scope, suppressionId);
    if (reason !== "manual" && !mayActAs(actor.role, "admin"))
      throw new AppError("forbidden", "Only an admin may take off what a person asked for or a bounce caused.");
    await deleteSuppression(scope, suppressionId);
  });

  async function findByValue(value: string): Promise<string> {
    const parsed = parseSuppressionEntry(value);
    if (!parsed.ok) throw new AppError("invalid_input", parsed.reason);
    const id = await findSuppressionId(scope, parsed.entry);
    if (id === undefined) throw new AppError("not_found", "There is no such entry on the list.");
    return id;
  }
}
