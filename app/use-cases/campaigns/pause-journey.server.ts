import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { getJourney, type Journey, updateJourneyPause } from "../../../db/queries/campaign-leads.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { awaitInFlight, type InFlightMail } from "../sending/await-in-flight.server.ts";

/**
 * Pauses one lead's journey, or lets it go on.
 *
 * Rules   repeating it changes nothing; the planned mail stays planned and is held meanwhile. A mail under way is waited
 *         for, or named in `inFlight`
 * Errors  not_found; conflict when the journey is over
 */
export async function pauseJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string; isPaused: boolean },
): Promise<Journey & { inFlight: InFlightMail[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const now = await app.clock.now();
  const journey = await inTransaction(scope, async (scope) => {
    const journey = await getJourney(scope, input.campaignId, input.leadId);
    if (journey.status !== "waiting") throw new AppError("conflict", `This lead's journey is over: ${journey.status}.`);
    const hasChanged = await updateJourneyPause(scope, journey.campaignLeadId, input.isPaused ? now : null);
    if (hasChanged && !input.isPaused) await enqueue(scope, "tick", {});
    if (hasChanged) {
      await insertAuditEvent(scope, {
        actorUserId: actor.userId,
        actor: "user",
        action: input.isPaused ? "journey.paused" : "journey.resumed",
        entity: "campaign_lead",
        entityId: journey.campaignLeadId,
        at: now,
      });
    }
    return getJourney(scope, input.campaignId, input.leadId);
  });
  const { campaignLeadId } = journey;
  return { ...journey, inFlight: input.isPaused ? await awaitInFlight(app, scope, { campaignLeadId }) : [] };
}
