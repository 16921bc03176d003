import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { lockCampaign, updateCampaignStatus } from "../../../db/queries/campaigns.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

/** Puts a draft or a completed campaign away. Errors  not_found; conflict while it may still send */
export async function archiveCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const { status } = await lockCampaign(scope, campaignId);
    if (status === "archived") return;
    if (!(await updateCampaignStatus(scope, campaignId, { from: ["draft", "completed"], to: "archived" })))
      throw new AppError("conflict", `This campaign is ${status}. Cancel it first, then archive it.`);
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "campaign.archived",
      entity: "campaign",
      entityId: campaignId,
      at: now,
    });
  });
  return loadCampaignAnswer(scope, campaignId);
}
