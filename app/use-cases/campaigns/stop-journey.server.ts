import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { getJourney, type Journey } from "../../../db/queries/campaign-leads.ts";
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { awaitInFlight, type InFlightMail } from "../sending/await-in-flight.server.ts";

/**
 * Ends one lead's journey for good: no further mail of this campaign.
 *
 * Rules   a journey that is over stays as it is. A mail under way is waited for, or named in `inFlight`
 * Errors  not_found
 */
export async function stopJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string },
): Promise<Journey & { inFlight: InFlightMail[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const at = await app.clock.now();
  const journey = await inTransaction(scope, async (scope) => {
    const { campaignLeadId } = await getJourney(scope, input.campaignId, input.leadId);
    const campaignLeadIds = [campaignLeadId];
    const ended = await stopJourneys(scope, { campaignLeadIds, status: "stopped", reason: "stopped by hand", at });
    if (ended.length > 0) {
      await insertAuditEvent(scope, {
        actorUserId: actor.userId,
        actor: "user",
        action: "journey.stopped",
        entity: "campaign_lead",
        entityId: campaignLeadId,
        at,
      });
    }
    return getJourney(scope, input.campaignId, input.leadId);
  });
  const { campaignLeadId } = journey;
  return { ...journey, inFlight: await awaitInFlight(app, scope, { campaignLeadId }) };
}
