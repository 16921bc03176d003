import { getCampaign } from "../../../db/queries/campaigns.ts";
import { listLastSent, listNextJourneyIds, type SentMail } from "../../../db/queries/campaigns-figures.ts";
import { countDoubtfulMails, type DoubtCounts } from "../../../db/queries/send-jobs-doubtful.ts";
import { getCampaignStats } from "../../../db/queries/stats.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { LaunchCheck } from "../../domain/launch-checklist.ts";
import { explainJourneys } from "../sending/explain-journeys.server.ts";
import { checkLaunch } from "./check-launch.server.ts";

const LAST_SENT = 10;
const LOOKED_AT = 300;

export type Overview = {
  stats: Awaited<ReturnType<typeof getCampaignStats>>;
  lastSent: SentMail[];
  /** Mails of this campaign that wait for a person's word. */
  doubts: DoubtCounts;
  /** Only of a draft. */
  checklist: LaunchCheck[] | null;
  /** When the next mail goes, or why none does. */
  nextAt: Date | null;
  holdSentence: string | null;
};

/** What one wants to know first of a campaign. Errors  not_found */
export async function readOverview(app: AppContext, actor: Actor, input: { campaignId: string }): Promise<Overview> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId } = input;
  const campaign = await getCampaign(scope, campaignId);
  const isDraft = campaign.status === "draft";
  const [stats, lastSent, doubts, checklist, campaignLeadIds] = await Promise.all([
    getCampaignStats(scope, campaignId),
    listLastSent(scope, campaignId, LAST_SENT),
    countDoubtfulMails(scope, campaignId),
    isDraft ? checkLaunch(app, actor, input) : null,
    isDraft ? [] : listNextJourneyIds(scope, { campaignId, limit: LOOKED_AT }),
  ]);
  const explanations = [...(await explainJourneys(app, actor, { campaignId, campaignLeadIds })).values()];
  const times = explanations.flatMap(({ at }) => (at ? [at.getTime()] : []));
  const held = explanations.find(({ decision }) => decision === "hold");
  const nextAt = times.length > 0 ? new Date(Math.min(...times)) : null;
  return { stats, lastSent, doubts, checklist, nextAt, holdSentence: nextAt ? null : (held?.sentence ?? null) };
}
