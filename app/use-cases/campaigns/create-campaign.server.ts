import { insertCampaign } from "../../../db/queries/campaigns.ts";
import { updateCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { NewCampaign } from "../../domain/campaign-input.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";
import { requireOwnParts } from "./require-own-parts.server.ts";

/** Makes a draft. Errors  invalid_input when an inbox or profile is not one of the workspace */
export async function createCampaign(app: AppContext, actor: Actor, input: NewCampaign): Promise<CampaignAnswer> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { inboxIds = [], ...settings } = input;
  await requireOwnParts(scope, input);
  const createdAt = await app.clock.now();
  const campaignId = await inTransaction(scope, async (scope) => {
    const campaignId = await insertCampaign(scope, { ...settings, createdBy: actor.userId, createdAt });
    await updateCampaignInboxes(scope, campaignId, inboxIds);
    return campaignId;
  });
  return loadCampaignAnswer(scope, campaignId);
}
