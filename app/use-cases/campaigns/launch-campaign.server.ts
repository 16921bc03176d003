/**
 * Launch: decided and recorded under the campaign's lock, in one transaction. Whoever comes second finds the campaign
 * active and changes nothing.
 */
import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { startJourneys } from "../../../db/queries/campaign-leads-starting.ts";
import { lockCampaign, updateCampaignStatus } from "../../../db/queries/campaigns.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { isReadyToLaunch, type LaunchCheck, launchChecklist } from "../../domain/launch-checklist.ts";
import { startOf } from "./journey-start.ts";
import { loadLaunchMaterial } from "./load-launch-facts.server.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

export type LaunchOutcome =
  | { outcome: "launched" | "already_active"; campaign: CampaignAnswer }
  | { outcome: "not_ready"; checklist: LaunchCheck[] };

/**
 * Launches a draft: pins its sequence, gives each lead an inbox and plans the first mails.
 *
 * Rules   happens at most once, however many ask at once; nothing changes unless every point of the checklist is settled
 * Errors  not_found; conflict when the campaign is paused, completed or archived
 */
export async function launchCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<LaunchOutcome> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  const result = await inTransaction(scope, async (scope) => {
    const campaign = await lockCampaign(scope, campaignId);
    if (campaign.status === "active") return { outcome: "already_active" as const };
    if (campaign.status !== "draft")
      throw new AppError("conflict", `Only a draft can be launched; this campaign is ${campaign.status}.`);
    const { facts, inboxes, sequence } = await loadLaunchMaterial(scope, campaign, now);
    const checklist = launchChecklist(facts);
    if (!isReadyToLaunch(checklist) || !sequence) return { outcome: "not_ready" as const, checklist };
    await updateCampaignStatus(scope, campaignId, { from: ["draft"], to: "active", launchedAt: now });
    const leads = await startJourneys(scope, startOf({ campaignId, sequence, inboxes, firstNumber: 0, dueAt: now }));
    await enqueue(scope, "tick", {});
    // What the plan promises now is kept, without the launch waiting for it.
    await enqueue(scope, "record_launch_plan", { workspaceId: scope.workspaceId, campaignId });
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "campaign.launched",
      entity: "campaign",
      entityId: campaignId,
      change: { leads, sequenceVersion: sequence.version, inboxes: inboxes.length },
      at: now,
    });
    return { outcome: "launched" as const };
  });
  if (result.outcome === "not_ready") return result;
  return { ...result, campaign: await loadCampaignAnswer(scope, campaignId) };
}
