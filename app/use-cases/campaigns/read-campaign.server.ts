import { type Campaign, getCampaign } from "../../../db/queries/campaigns.ts";
import { listCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type CampaignAnswer = Campaign & { inboxIds: string[] };

/** One campaign with the inboxes it may use. Errors  not_found */
export async function readCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer> {
  return loadCampaignAnswer(scopeOf(app.db, actor.workspaceId), input.campaignId);
}

export async function loadCampaignAnswer(scope: Scope, campaignId: string): Promise<CampaignAnswer> {
  const campaign = await getCampaign(scope, campaignId);
  const inboxes = await listCampaignInboxes(scope, campaignId);
  return { ...campaign, inboxIds: inboxes.map((inbox) => inbox.inboxId) };
}
