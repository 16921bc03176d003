import type { Journey, JourneyStatus } from "../../../db/queries/campaign-leads.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Explanation } from "../../domain/explain-journey.ts";
import type { Page, PageRequest } from "../../domain/page.ts";
import { explainJourneys } from "../sending/explain-journeys.server.ts";
import { listJourneys } from "./list-journeys.server.ts";

export type ExplainedJourney = { journey: Journey; explanation?: Explanation };

/** A page of a campaign's leads, each with what comes next and why. Errors  not_found */
export async function listExplainedJourneys(
  app: AppContext,
  actor: Actor,
  input: PageRequest & { campaignId: string; status?: JourneyStatus; q?: string },
): Promise<Page<ExplainedJourney>> {
  const { items, pageInfo } = await listJourneys(app, actor, input);
  const campaignLeadIds = items.map((journey) => journey.campaignLeadId);
  const explanations = await explainJourneys(app, actor, { campaignId: input.campaignId, campaignLeadIds });
  return {
    items: items.map((journey) => ({ journey, explanation: explanations.get(journey.campaignLeadId) })),
    pageInfo,
  };
}
