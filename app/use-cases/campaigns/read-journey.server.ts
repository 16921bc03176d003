import { getJourney, type Journey } from "../../../db/queries/campaign-leads.ts";
import { type JourneyMail, listJourneyMails } from "../../../db/queries/campaigns-figures.ts";
import { listPlanChanges, type PlanChange } from "../../../db/queries/plan-changes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

const SHOWN_MOVES = 20;

/** One lead's journey with every mail of it and its newest moves. Errors  not_found */
export async function readJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string },
): Promise<{ journey: Journey; mails: JourneyMail[]; moves: PlanChange[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const journey = await getJourney(scope, input.campaignId, input.leadId);
  const [mails, moves] = await Promise.all([
    listJourneyMails(scope, journey.campaignLeadId),
    listPlanChanges(scope, journey.campaignLeadId, SHOWN_MOVES),
  ]);
  return { journey, mails, moves };
}
