import {
  type Campaign,
  type CampaignStatus,
  listCampaigns as listCampaignRows,
} from "../../../db/queries/campaigns.ts";
import { type CampaignFigures, listCampaignFigures } from "../../../db/queries/campaigns-figures.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";

export type ListedCampaign = Campaign & CampaignFigures;

/** Newest first, with what was sent and answered so far. */
export async function listCampaigns(
  app: AppContext,
  actor: Actor,
  input: PageRequest & { status?: CampaignStatus },
): Promise<Page<ListedCampaign>> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { items, pageInfo } = await listCampaignRows(scope, input);
  const figures = await listCampaignFigures(
    scope,
    items.map((item) => item.campaignId),
  );
  const none = { sent: 0, replied: 0, bounced: 0 };
  return { items: items.map((item) => ({ ...item, ...(figures.get(item.campaignId) ?? none) })), pageInfo };
}
