import { enqueue } from "../../../db/enqueue.ts";
import { lockCampaign, updateCampaign as updateCampaignRow } from "../../../db/queries/campaigns.ts";
import { listCampaignInboxes, updateCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { CampaignChange } from "../../domain/campaign-input.ts";
import { AppError } from "../../domain/errors.ts";
import { isWindowPossible } from "../../domain/launch-checklist.ts";
import { recordMovedPlans } from "../sending/record-moved-plans.server.ts";
import { loadWindowFacts } from "./load-launch-facts.server.ts";
import { type CampaignAnswer, loadCampaignAnswer } from "./read-campaign.server.ts";
import { requireOwnParts } from "./require-own-parts.server.ts";

/**
 * Changes a campaign's settings.
 *
 * Rules   which inboxes send is settled at launch; a launched campaign's window must still meet those of its inboxes
 * Errors  not_found; invalid_input; conflict when the campaign's state does not allow the change
 */
export async function updateCampaign(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; change: CampaignChange },
): Promise<CampaignAnswer> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { inboxIds, ...settings } = input.change;
  await requireOwnParts(scope, input.change);
  const now = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const { status } = await lockCampaign(scope, input.campaignId);
    if (status === "archived") throw new AppError("conflict", "An archived campaign cannot be changed.");
    if (inboxIds && status !== "draft") await requireSameInboxes(scope, input.campaignId, inboxIds);
    else if (inboxIds) await updateCampaignInboxes(scope, input.campaignId, inboxIds);
    const save = () => updateCampaignRow(scope, input.campaignId, settings);
    if (status !== "active") await save();
    else {
      const own = (await listCampaignInboxes(scope, input.campaignId)).map(({ inboxId }) => inboxId);
      const reason = "the campaign's settings were changed";
      await recordMovedPlans(scope, { inboxIds: own, now, reason }, save);
    }
    if (status !== "active" && status !== "paused") return;
    if (!isWindowPossible({ ...(await loadWindowFacts(scope, input.campaignId)), now }))
      throw new AppError("invalid_input", "No mail could go in this window.", {
        issues: [{ path: "window", message: "This window and those of the campaign's inboxes never overlap." }],
      });
    await enqueue(scope, "tick", {});
  });
  return loadCampaignAnswer(scope, input.campaignId);
}

async function requireSameInboxes(scope: TransactionScope, campaignId: string, inboxIds: string[]): Promise<void> {
  const before = (await listCampaignInboxes(scope, campaignId)).map((inbox) => inbox.inboxId);
  const isSame = before.length === inboxIds.length && before.every((inboxId) => inboxIds.includes(inboxId));
  if (!isSame)
    throw new AppError("conflict", "The inboxes of a launched campaign stay: each lead hears from one sender.");
}
