/**
 * Keeps what a campaign's plan promises at its launch, as counts per inbox and day, so that later it can be held against what
 * was sent. A job of the launch: the campaign neither waits for it nor fails with it.
 */

import { refreshStatistics } from "../../../db/queries/campaign-leads-plans.ts";
import { insertPlanDays, listPlanDays, listSentInboxDays } from "../../../db/queries/campaign-plan-days.ts";
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { planOfLaunch } from "../../domain/plan-difference.ts";
import { type LoadedSimulation, loadSimulation } from "../sending/load-simulation.server.ts";

/** Application time. A plan made later is no plan of the launch: settings, leads and answers have had their say. */
const LATEST_MS = 60 * 60_000;
const WHOLE_CAMPAIGN = { seed: 1, days: 730, replyRate: 0, bounceRate: 0, explain: { from: 0, count: 0 } };
const READS_MOST = 5;

export type RecordedPlan = "recorded" | "recorded_before" | "too_late";

/**
 * Records the plan, once.
 *
 * Rules   mails that left since the launch are counted where they left, so the plan is that of the launch's own moment
 * Errors  not_found; those of the simulator, after which the job is tried again
 */
export async function recordLaunchPlan(
  app: AppContext,
  input: { workspaceId: string; campaignId: string },
): Promise<RecordedPlan> {
  const scope = scopeOf(app.db, input.workspaceId);
  const { campaignId } = input;
  const { launchedAt } = await getCampaign(scope, campaignId);
  if ((await listPlanDays(scope, campaignId)).length > 0) return "recorded_before";
  await refreshStatistics(scope);
  const { facts, sent } = await loadAtOneMoment(app, scope, campaignId);
  if (!launchedAt || facts.now.getTime() - launchedAt.getTime() > LATEST_MS) return "too_late";
  const { perInbox } = await app.simulator(scope.workspaceId, facts);
  await inTransaction(scope, (scope) => insertPlanDays(scope, campaignId, planOfLaunch(sent, perInbox)));
  return "recorded";
}

/** Facts between which and the count of sent mails no mail left, or nearly so where mails leave one upon the other. */
async function loadAtOneMoment(
  app: AppContext,
  scope: Scope,
  campaignId: string,
): Promise<{ facts: LoadedSimulation; sent: Awaited<ReturnType<typeof listSentInboxDays>> }> {
  for (let read = 1; ; read++) {
    const sent = await listSentInboxDays(scope, campaignId);
    const facts = await loadSimulation(app, scope, { ...WHOLE_CAMPAIGN, campaignId });
    const after = await listSentInboxDays(scope, campaignId);
    if (read === READS_MOST || JSON.stringify(sent) === JSON.stringify(after)) return { facts, sent };
  }
}
