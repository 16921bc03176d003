import { getJourney, type Journey } from "../../../db/queries/campaign-leads.ts";
import { type JourneyMail, listJourneyMails } from "../../../db/queries/campaigns-figures.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** One lead's journey with every mail of it. Errors  not_found */
export async function readJourney(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string },
): Promise<{ journey: Journey; mails: JourneyMail[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const journey = await getJourney(scope, input.campaignId, input.leadId);
  return { journey, mails: await listJourneyMails(scope, journey.campaignLeadId) };
}
