import { getCampaign, insertCampaign } from "../../../db/queries/campaigns.ts";
import { listCampaignInboxes, updateCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { findCurrentSequence, insertSequence } from "../../../db/queries/sequences.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";

/** Makes a draft with the same settings, inboxes and steps, and without leads. Errors  not_found */
export async function duplicateCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<CampaignAnswer> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const createdAt = await app.clock.now();
  const copyId = await inTransaction(scope, async (scope) => {
    const { name, icpProfileId, timeZone, timeZoneMode, window, companyStop, holidays } = await getCampaign(
      scope,
      input.campaignId,
    );
    const settings = { icpProfileId, timeZone, timeZoneMode, window, companyStop, holidays };
    const copyName = `Copy of ${name}`.slice(0, 200);
    const copyId = await insertCampaign(scope, { ...settings, name: copyName, createdBy: actor.userId, createdAt });
    const inboxes = await listCampaignInboxes(scope, input.campaignId);
    await updateCampaignInboxes(
      scope,
      copyId,
      inboxes.map((inbox) => inbox.inboxId),
    );
    const sequence = await findCurrentSequence(scope, input.campaignId);
    if (sequence) await insertSequence(scope, { campaignId: copyId, steps: sequence.steps, createdBy: actor.userId });
    return copyId;
  });
  return loadCampaignAnswer(scope, copyId);
}
