import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { lockCampaign, updateCampaignStatus } from "../../../db/queries/campaigns.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { awaitInFlight, type InFlightMail } from "../sending/await-in-flight.server.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

/**
 * Pauses a campaign: its mails stay planned and are held from now on, also those on their way to the preflight.
 *
 * Rules   when it answers no mail leaves any more; one whose outcome is open even so is named in `inFlight`.
 *         A campaign that is paused already stays so
 * Errors  not_found; conflict in any other state
 */
export async function pauseCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer & { inFlight: InFlightMail[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const { status } = await lockCampaign(scope, campaignId);
    if (status === "paused") return;
    if (!(await updateCampaignStatus(scope, campaignId, { from: ["active"], to: "paused" })))
      throw new AppError("conflict", `Only a running campaign can be paused; this one is ${status}.`);
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "campaign.paused",
      entity: "campaign",
      entityId: campaignId,
      at: now,
    });
  });
  const inFlight = await awaitInFlight(app, scope, { campaignId });
  return { ...(await loadCampaignAnswer(scope, campaignId)), inFlight };
}
