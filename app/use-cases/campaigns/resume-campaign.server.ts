import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { lockCampaign, updateCampaignStatus } from "../../../db/queries/campaigns.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

/**
 * Resumes a paused campaign; its mails are planned again inside every cap and gap.
 *
 * Rules   a campaign that is active already stays so
 * Errors  not_found; conflict in any other state
 */
export async function resumeCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const { status } = await lockCampaign(scope, campaignId);
    if (status === "active") return;
    if (!(await updateCampaignStatus(scope, campaignId, { from: ["paused"], to: "active" })))
      throw new AppError("conflict", `Only a paused campaign can be resumed; this one is ${status}.`);
    await enqueue(scope, "tick", {});
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "campaign.resumed",
      entity: "campaign",
      entityId: campaignId,
      at: now,
    });
  });
  return loadCampaignAnswer(scope, campaignId);
}
