import { getCampaign } from "../../../db/queries/campaigns.ts";
import { findCurrentSequence } from "../../../db/queries/sequences.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { SequenceStep } from "../../domain/sequence.ts";

/** The newest version of a campaign's steps; version 0 when nothing was written yet. Errors  not_found */
export async function readSequence(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string },
): Promise<{ version: number; steps: SequenceStep[] }> {
  const scope = scopeOf(app.db, actor.workspaceId);
  await getCampaign(scope, input.campaignId);
  const sequence = await findCurrentSequence(scope, input.campaignId);
  return { version: sequence?.version ?? 0, steps: sequence?.steps ?? [] };
}
