import { listEndedDays, listMovedMails, listPlanDays, listStops } from "../../../db/queries/campaign-plan-days.ts";
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { getWorkspaceFacts } from "../../../db/queries/send-facts.ts";
import { listSentDays } from "../../../db/queries/stats-days.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { comparePlanDays, type PlanDay } from "../../domain/plan-difference.ts";
import { localDayOf } from "../../domain/zone-time.ts";

export type PlanComparison = {
  /** Planned and sent until today, today included. */
  plannedCount: number;
  sentCount: number;
  days: PlanDay[];
};

/** A campaign's plan of its launch against what was sent; null before launch, or when no plan was kept. Errors  not_found */
export async function comparePlan(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<PlanComparison | null> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const now = await app.clock.now();
  const [{ launchedAt }, workspace, planned] = await Promise.all([
    getCampaign(scope, campaignId),
    getWorkspaceFacts(scope),
    listPlanDays(scope, campaignId),
  ]);
  if (!launchedAt || planned.length === 0) return null;
  const [sent, ended, moves, stops] = await Promise.all([
    listSentDays(scope, campaignId),
    listEndedDays(scope, campaignId),
    listMovedMails(scope, campaignId, launchedAt),
    listStops(scope, campaignId, launchedAt),
  ]);
  const todayOn = localDayOf(now, workspace.timeZone);
  const days = comparePlanDays({ todayOn, planned, sent, ended, moves, stops });
  const soFar = days.filter(({ state }) => state !== "to_come");
  return {
    plannedCount: soFar.reduce((sum, day) => sum + day.plannedCount, 0),
    sentCount: soFar.reduce((sum, day) => sum + day.sentCount, 0),
    days,
  };
}
