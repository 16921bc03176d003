import { type Journey, listJourneysByIds } from "../../../db/queries/campaign-leads.ts";
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { listNextJourneyIds } from "../../../db/queries/campaigns-figures.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Explanation } from "../../domain/explain-journey.ts";
import { explainJourneys } from "../sending/explain-journeys.server.ts";

const SHOWN = 20;
/** Follow-ups go before first mails that were due earlier, so more are looked at than shown. */
const LOOKED_AT = 300;

export type PlannedMail = { journey: Journey; explanation: Explanation };

/** The next planned mails of a campaign, in the order in which they go; held ones last. Errors  not_found */
export async function readSchedule(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<PlannedMail[]> {
  const scope = scopeOf(app.db, actor.workspaceId);
  await getCampaign(scope, input.campaignId);
  const campaignLeadIds = await listNextJourneyIds(scope, { campaignId: input.campaignId, limit: LOOKED_AT });
  const journeys = await listJourneysByIds(scope, campaignLeadIds);
  const explanations = await explainJourneys(app, actor, { campaignId: input.campaignId, campaignLeadIds });
  return journeys
    .flatMap((journey) => {
      const explanation = explanations.get(journey.campaignLeadId);
      return explanation ? [{ journey, explanation }] : [];
    })
    .sort((a, b) => timeOf(a) - timeOf(b))
    .slice(0, SHOWN);
}

function timeOf({ explanation }: PlannedMail): number {
  return explanation.at?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
