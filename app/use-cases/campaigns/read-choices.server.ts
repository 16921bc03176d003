import { listImportChoices } from "../../../db/queries/campaign-leads-adding.ts";
import { type CampaignInbox, listInboxChoices } from "../../../db/queries/campaigns-inboxes.ts";
import { getCounter } from "../../../db/queries/stats.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** The inboxes a campaign may be given. */
export async function readInboxChoices(app: AppContext, actor: Actor): Promise<CampaignInbox[]> {
  return listInboxChoices(scopeOf(app.db, actor.workspaceId));
}

/** Where leads may come from: finished imports, and all leads of the workspace. */
export async function readLeadChoices(app: AppContext, actor: Actor) {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [imports, leadCount] = await Promise.all([listImportChoices(scope), getCounter(scope, "leads")]);
  return { imports, leadCount };
}
