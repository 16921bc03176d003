/** One click of the person we wrote to (RFC 8058): no sign-in, at once, in all campaigns of the workspace, for ever. */
import { lockJourneysOfLeads, stopJourneys } from "../../../db/queries/journeys.ts";
import { addStat } from "../../../db/queries/stats.ts";
import { updateSuppressionByLink } from "../../../db/queries/suppression-links.ts";
import { insertSuppressions } from "../../../db/queries/suppressions.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { localDayOf } from "../../domain/zone-time.ts";
import { findUnsubscribeTarget } from "../access/find-unsubscribe-target.server.ts";

const REASON = "They used the unsubscribe link.";

/**
 * Shape   token of a link → what happened
 * Rules   one transaction, committed before the answer; pressed again it changes nothing
 * Errors  none; a token of nobody is an outcome
 * Source  RFC 8058 3.2
 */
export async function unsubscribe(
  app: AppContext,
  token: string,
): Promise<{ outcome: "unsubscribed"; stoppedCount: number } | { outcome: "unknown_token" }> {
  const target = await findUnsubscribeTarget(app, token);
  if (!target) return { outcome: "unknown_token" };
  const at = await app.clock.now();
  const leadIds = target.leadId === null ? [] : [target.leadId];
  return inTransaction(scopeOf(app.db, target.workspaceId), async (scope) => {
    const journeys = await lockJourneysOfLeads(scope, { leadIds });
    const entry = { kind: "email", email: target.toEmail, reason: "unsubscribe", source: "link" } as const;
    const { insertedCount } = await insertSuppressions(scope, [entry]);
    if (insertedCount === 0) await updateSuppressionByLink(scope, target.toEmail);
    const campaignLeadIds = journeys.map((journey) => journey.campaignLeadId);
    const stopped = await stopJourneys(scope, { campaignLeadIds, status: "unsubscribed", reason: REASON, at });
    if (insertedCount > 0) {
      await addStat(scope, "unsubscribed", { ...target, statOn: localDayOf(at, target.timeZone) });
    }
    return { outcome: "unsubscribed", stoppedCount: stopped.length };
  });
}
