import { getJourney, type Journey } from "../../../db/queries/campaign-leads.ts";
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/**
 * Ends one lead's journey for good: no further mail of this campaign.
 *
 * Rules   a journey that is over stays as it is
 * Errors  not_found
 */
export async function stopJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string },
): Promise<Journey> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const at = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    const { campaignLeadId } = await getJourney(scope, input.campaignId, input.leadId);
    await stopJourneys(scope, { campaignLeadIds: [campaignLeadId], status: "stopped", reason: "stopped by hand", at });
    return getJourney(scope, input.campaignId, input.leadId);
  });
}
