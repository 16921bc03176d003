import { lockJourneysOfLeads, stopJourneys } from "../../../db/queries/journeys.ts";
import {
  findCoveredLeadIds,
  insertSuppressions,
  type NewSuppression,
  type SuppressionReason,
} from "../../../db/queries/suppressions.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { parseSuppressionEntry } from "../../domain/suppression.ts";

export type AddedSuppressions = {
  addedCount: number;
  knownCount: number;
  stoppedCount: number;
  refused: { lineNo: number; text: string; reason: string }[];
};

/** Few enough that a campaign's locks are not held for long. */
const ENTRIES_PER_TRANSACTION = 500;

/**
 * Puts addresses and domains on the list and ends every journey they cover, in the same transaction.
 *
 * Shape   texts with their line → how many are new, known already, refused with a reason; how many journeys ended
 * Rules   an entry that is there already stays as it is; after the answer no mail to any of them passes its
 *         preflight; one that had passed it may still arrive
 */
export async function addSuppressions(
  app: AppContext,
  actor: Actor,
  input: { texts: { lineNo: number; text: string }[]; reason: SuppressionReason; source: string },
): Promise<AddedSuppressions> {
  const added: AddedSuppressions = { addedCount: 0, knownCount: 0, stoppedCount: 0, refused: [] };
  const entries = new Map<string, NewSuppression>();
  for (const { lineNo, text } of input.texts) {
    const parsed = parseSuppressionEntry(text);
    if (!parsed.ok) added.refused.push({ lineNo, text, reason: parsed.reason });
    else {
      const key = parsed.entry.kind === "email" ? parsed.entry.email : parsed.entry.domain;
      if (entries.has(key)) added.knownCount += 1;
      entries.set(key, { ...parsed.entry, reason: input.reason, source: input.source });
    }
  }
  const all = [...entries.values()];
  for (let start = 0; start < all.length; start += ENTRIES_PER_TRANSACTION) {
    const part = all.slice(start, start + ENTRIES_PER_TRANSACTION);
    const { insertedCount, stoppedCount } = await suppress(app, actor, part);
    added.addedCount += insertedCount;
    added.knownCount += part.length - insertedCount;
    added.stoppedCount += stoppedCount;
  }
  return added;
}

async function suppress(app: AppContext, actor: Actor, entries: NewSuppression[]) {
  const at = await app.clock.now();
  return inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    await lockJourneysOfLeads(scope, { leadIds: await findCoveredLeadIds(scope, entries) });
    const { insertedCount, leadIds } = await insertSuppressions(scope, entries);
    const journeys = await lockJourneysOfLeads(scope, { leadIds });
    const campaignLeadIds = journeys.map((journey) => journey.campaignLeadId);
    const stopped = await stopJourneys(scope, {
      campaignLeadIds,
      status: "stopped",
      reason: "On the suppression list.",
      at,
    });
    return { insertedCount, stoppedCount: stopped.length };
  });
}
