/** Whoever changes what mails are planned by leaves a reason for each planned time that moved with it. */
import { insertPlanChanges } from "../../../db/queries/plan-changes.ts";
import type { TransactionScope } from "../../../db/scope.ts";
import { listPlannedTimes } from "./lay-out-queue.server.ts";

/** Of each inbox the next mails are compared; those behind them move without a line of their own. */
const MAILS_AHEAD = 200;

/**
 * Makes a change and records which planned times it moved.
 *
 * Rules   in the caller's transaction; a change that moves nothing leaves no row. `onlyBefore`: of the mails planned before
 *         that instant
 */
export async function recordMovedPlans<T>(
  scope: TransactionScope,
  cause: { inboxIds: string[]; now: Date; reason: string; onlyBefore?: Date },
  change: () => Promise<T>,
): Promise<T> {
  const { inboxIds, now, reason, onlyBefore } = cause;
  const before = await plannedTimes(scope, inboxIds, now);
  const result = await change();
  const after = await plannedTimes(scope, inboxIds, now);
  const moves = [...before].flatMap(([sendJobId, oldAt]) => {
    const newAt = after.get(sendJobId);
    return newAt && (!onlyBefore || oldAt < onlyBefore) ? [{ sendJobId, oldAt, newAt }] : [];
  });
  await insertPlanChanges(scope, { moves, reason, at: now });
  return result;
}

async function plannedTimes(scope: TransactionScope, inboxIds: string[], now: Date): Promise<Map<string, Date>> {
  const times = new Map<string, Date>();
  for (const inboxId of inboxIds) {
    for (const [sendJobId, at] of await listPlannedTimes(scope, { inboxId, now, limit: MAILS_AHEAD }))
      times.set(sendJobId, at);
  }
  return times;
}
