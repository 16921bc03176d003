/** The why of one lead in one campaign. */
import { findJourneyId } from "../../../db/queries/journey-ends.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import type { Explanation } from "../../domain/explain-journey.ts";
import { explainJourneys } from "./explain-journeys.server.ts";

/** Errors  not_found */
export async function explainJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string },
): Promise<Explanation> {
  const campaignLeadId = await findJourneyId(scopeOf(app.db, actor.workspaceId), input);
  if (!campaignLeadId) throw new AppError("not_found", "This lead is not in the campaign.");
  const explanations = await explainJourneys(app, actor, {
    campaignId: input.campaignId,
    campaignLeadIds: [campaignLeadId],
  });
  const explanation = explanations.get(campaignLeadId);
  if (!explanation) throw new AppError("not_found", "This lead is not in the campaign.");
  return explanation;
}
