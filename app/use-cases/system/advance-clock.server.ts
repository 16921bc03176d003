/**
 * The driver of the virtual clock: steps from event to event up to the target; at each step mailboxes are read, then
 * everything due is sent. The same use cases as the crontab, in the same order, only without the waiting.
 */

import { setStoredNow } from "../../../db/queries/system/app-clock.ts";
import { findNextDueAt } from "../../../db/queries/system/send-due.ts";
import { listInboxesToSync } from "../../../db/queries/system/sync-due.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { AppError } from "../../domain/errors.ts";
import { sendInbox, type TurnOutcome } from "../sending/send-inbox.server.ts";
import { syncInbox } from "../sync/sync-inbox.server.ts";
import { decideInboxes } from "./decide-inboxes.server.ts";
import { watchInboxes } from "./watch-inboxes.server.ts";

/** Mailboxes are read at least this often in application time, and at each instant at which a mail may leave. */
const READ_EVERY_MS = 4 * 60 * 60_000;
/** Each reading holds a connection for its lock beside the one it works with. */
const READ_AT_ONCE = 3;
const MAX_ADVANCE_MS = 31 * 86_400_000;
/** A later event never comes sooner than this, so a defect cannot make the driver stand still. */
const MIN_STEP_MS = 1_000;

export type AdvanceOutcome = { now: Date; sentCount: number; storedCount: number };

/** Errors  conflict when the clock is the real one; invalid_input outside 0–31 days */
export async function advanceClock(app: AppContext, advanceMs: number): Promise<AdvanceOutcome> {
  if (!app.clock.isVirtual) throw new AppError("conflict", "The clock runs by itself; only the demo's can be moved.");
  if (!(advanceMs >= 0 && advanceMs <= MAX_ADVANCE_MS))
    throw new AppError("invalid_input", "Move the clock by 0 to 31 days.");
  const scope = systemScope(app.db);
  const target = new Date((await app.clock.now()).getTime() + advanceMs);
  const done = { sentCount: 0, storedCount: 0 };
  let nextTurns = await runEverythingDue(app, done);
  for (;;) {
    const now = await app.clock.now();
    if (now >= target) return { now, ...done };
    const dueAt = await findNextDueAt(scope, now);
    const events = [target.getTime(), now.getTime() + READ_EVERY_MS, ...nextTurns.map((at) => at.getTime())];
    if (dueAt) events.push(dueAt.getTime());
    const next = Math.max(Math.min(...events.filter((at) => at > now.getTime())), now.getTime() + MIN_STEP_MS);
    await setStoredNow(scope, new Date(Math.min(next, target.getTime())));
    nextTurns = await runEverythingDue(app, done);
  }
}

async function runEverythingDue(app: AppContext, done: { sentCount: number; storedCount: number }): Promise<Date[]> {
  const unread = await listInboxesToSync(systemScope(app.db), { syncEveryMs: 0, limit: 1000 });
  await Promise.all(
    Array.from({ length: READ_AT_ONCE }, async () => {
      for (let inbox = unread.shift(); inbox; inbox = unread.shift()) {
        done.storedCount += (await syncInbox(app, inbox)).storedCount;
      }
    }),
  );
  await watchInboxes(app);
  const nextTurns: Date[] = [];
  for (const { workspaceId, inboxId, decision } of await decideInboxes(app)) {
    if (decision.kind === "wait") nextTurns.push(decision.until);
    if (decision.kind !== "send") continue;
    let turn: TurnOutcome;
    do {
      turn = await sendInbox(app, { workspaceId, inboxId });
      done.sentCount += turn.sentCount;
    } while (turn.isUnfinished);
    if (turn.nextAt) nextTurns.push(turn.nextAt);
  }
  return nextTurns;
}
