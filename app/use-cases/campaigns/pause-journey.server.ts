import { enqueue } from "../../../db/enqueue.ts";
import { getJourney, type Journey, updateJourneyPause } from "../../../db/queries/campaign-leads.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";

/**
 * Pauses one lead's journey, or lets it go on.
 *
 * Rules   repeating it changes nothing; the planned mail stays planned and is held meanwhile
 * Errors  not_found; conflict when the journey is over
 */
export async function pauseJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string; isPaused: boolean },
): Promise<Journey> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const now = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    const journey = await getJourney(scope, input.campaignId, input.leadId);
    if (journey.status !== "waiting") throw new AppError("conflict", `This lead's journey is over: ${journey.status}.`);
    const hasChanged = await updateJourneyPause(scope, journey.campaignLeadId, input.isPaused ? now : null);
    if (hasChanged && !input.isPaused) await enqueue(scope, "tick", {});
    return getJourney(scope, input.campaignId, input.leadId);
  });
}
