import { lockCampaign } from "../../../db/queries/campaigns.ts";
import { insertSequence, type Sequence } from "../../../db/queries/sequences.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { parseSequence } from "../../domain/sequence.ts";

/**
 * Saves the steps of a draft as a new version.
 *
 * Errors  not_found; invalid_input with a path per error; conflict when the campaign was launched
 */
export async function saveSequence(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; sequence: unknown },
): Promise<Sequence> {
  const scope = scopeOf(app.db, actor.workspaceId);
  return inTransaction(scope, async (scope) => {
    const campaign = await lockCampaign(scope, input.campaignId);
    const parsed = parseSequence(input.sequence);
    if (!parsed.ok) throw new AppError("invalid_input", "The sequence has errors.", { issues: parsed.issues });
    if (campaign.status !== "draft")
      throw new AppError(
        "conflict",
        "The steps of a launched campaign cannot be changed. Duplicate the campaign to write others.",
      );
    return insertSequence(scope, { campaignId: input.campaignId, steps: parsed.steps, createdBy: actor.userId });
  });
}
