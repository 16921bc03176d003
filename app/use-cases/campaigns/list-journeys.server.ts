import {
  type Journey,
  type JourneyStatus,
  listJourneys as listJourneyRows,
} from "../../../db/queries/campaign-leads.ts";
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";

/** The leads of a campaign in the order in which they were added. Errors  not_found */
export async function listJourneys(
  app: AppContext,
  actor: Actor,
  input: PageRequest & { campaignId: string; status?: JourneyStatus; q?: string },
): Promise<Page<Journey>> {
  const scope = scopeOf(app.db, actor.workspaceId);
  await getCampaign(scope, input.campaignId);
  return listJourneyRows(scope, input);
}
