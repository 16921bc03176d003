import { listCampaigns } from "../../../db/queries/campaigns.ts";
import { listInboxes } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type Choice = { value: string; label: string };

/** What replies can be filtered by: the newest campaigns, and the inboxes. */
export async function listReplyChoices(
  app: AppContext,
  actor: Actor,
): Promise<{ campaigns: Choice[]; inboxes: Choice[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [campaigns, inboxes] = await Promise.all([
    listCampaigns(scope, { limit: 200, cursor: null }),
    listInboxes(scope),
  ]);
  return {
    campaigns: campaigns.items.map(({ campaignId, name }) => ({ value: campaignId, label: name })),
    inboxes: inboxes.map(({ inboxId, email }) => ({ value: inboxId, label: email })),
  };
}
