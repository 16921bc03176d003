import { getCampaign } from "../../../db/queries/campaigns.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { type LaunchCheck, launchChecklist } from "../../domain/launch-checklist.ts";
import { loadLaunchMaterial } from "./load-launch-facts.server.ts";

/** The launch checklist as it stands now. Errors  not_found */
export async function checkLaunch(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<LaunchCheck[]> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const campaign = await getCampaign(scope, input.campaignId);
  const { facts } = await loadLaunchMaterial(scope, campaign, await app.clock.now());
  return launchChecklist(facts);
}
