import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { listWaitingIds } from "../../../db/queries/campaign-leads.ts";
import { lockCampaign, updateCampaignStatus } from "../../../db/queries/campaigns.ts";
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { awaitInFlight, type InFlightMail } from "../sending/await-in-flight.server.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

/** Journeys ended per statement. */
const PAGE_SIZE = 10_000;

/**
 * Ends a running or paused campaign: every waiting journey stops and no planned mail leaves.
 *
 * Rules   a mail whose sending has begun keeps its outcome, and is waited for or named in `inFlight`; a completed campaign
 *         stays as it is
 * Errors  not_found; conflict for a draft or an archived campaign
 */
export async function cancelCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer & { inFlight: InFlightMail[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const { status } = await lockCampaign(scope, campaignId);
    if (status === "completed") return;
    if (status !== "active" && status !== "paused")
      throw new AppError("conflict", `Only a launched campaign can be canceled; this one is ${status}.`);
    const stopped = await stopAll(scope, campaignId, now);
    await updateCampaignStatus(scope, campaignId, { from: ["active", "paused"], to: "completed", completedAt: now });
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "campaign.canceled",
      entity: "campaign",
      entityId: campaignId,
      change: { stopped },
      at: now,
    });
  });
  const inFlight = await awaitInFlight(app, scope, { campaignId });
  return { ...(await loadCampaignAnswer(scope, campaignId)), inFlight };
}

async function stopAll(scope: TransactionScope, campaignId: string, at: Date): Promise<number> {
  let stopped = 0;
  for (let afterId: string | null = null; ; ) {
    const ids = await listWaitingIds(scope, { campaignId, afterId, limit: PAGE_SIZE });
    stopped += (await stopJourneys(scope, { campaignLeadIds: ids, status: "stopped", reason: "campaign canceled", at }))
      .length;
    afterId = ids.at(-1) ?? null;
    if (ids.length < PAGE_SIZE) return stopped;
  }
}
