/** Whoever changes what mails are planned by leaves a reason for each planned time that moved with it. */
import { insertPlanChanges } from "../../../db/queries/plan-changes.ts";
import type { TransactionScope } from "../../../db/scope.ts";
import { listPlannedTimes } from "./lay-out-queue.server.ts";

/** Of each inbox the next mails are compared; those behind them move without a line of their own. */
const MAILS_AHEAD = 200;

/**
 * Makes a change and records which planned times it moved.
 *
 * Rules   in the caller's transaction; a change that moves nothing leaves no row
 */
export async function recordMovedPlans<T>(
  scope: TransactionScope,
  cause: { inboxIds: string[]; now: Date; reason: string },
  change: () => Promise<T>,
): Promise<T> {
  const { inboxIds, now } = cause;
  const before = await plannedTimes(scope, inboxIds, now);
  const result = await change();
  await recordMoves(scope, { before, after: await plannedTimes(scope, inboxIds, now) }, cause);
  return result;
}

/**
 * Records what a throttle moved, when it holds already: the inbox waits from the answer on, not only once its plan is laid
 * out twice. Of the mails planned before its end.
 */
export async function recordThrottle(
  scope: TransactionScope,
  throttle: { inboxId: string; now: Date; reason: string; until: Date },
): Promise<void> {
  const question = { inboxId: throttle.inboxId, now: throttle.now, limit: MAILS_AHEAD };
  const before = await listPlannedTimes(scope, { ...question, asIf: { blockedUntil: null } });
  const after = await listPlannedTimes(scope, question);
  await recordMoves(scope, { before, after }, { ...throttle, onlyBefore: throttle.until });
}

async function recordMoves(
  scope: TransactionScope,
  { before, after }: { before: Map<string, Date>; after: Map<string, Date> },
  { now, reason, onlyBefore }: { now: Date; reason: string; onlyBefore?: Date },
): Promise<void> {
  const moves = [...before].flatMap(([sendJobId, oldAt]) => {
    const newAt = after.get(sendJobId);
    return newAt && (!onlyBefore || oldAt < onlyBefore) ? [{ sendJobId, oldAt, newAt }] : [];
  });
  await insertPlanChanges(scope, { moves, reason, at: now });
}

async function plannedTimes(scope: TransactionScope, inboxIds: string[], now: Date): Promise<Map<string, Date>> {
  const times = new Map<string, Date>();
  for (const inboxId of inboxIds) {
    for (const [sendJobId, at] of await listPlannedTimes(scope, { inboxId, now, limit: MAILS_AHEAD }))
      times.set(sendJobId, at);
  }
  return times;
}
