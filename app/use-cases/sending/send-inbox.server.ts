/**
 * An inbox's turn: the first mail of its queue if it may go now, then the next, until none may; answers when to come back.
 * Two turns of one inbox at once do no harm: claims, the day's row and the preflight decide.
 */
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { getInboxFacts } from "../../../db/queries/send-facts.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { createCalendar } from "../../domain/calendar.ts";
import type { Hold, Slot } from "../../domain/inbox-queue.ts";
import type { InboxFacts } from "../../domain/send-facts.ts";
import { replySafety } from "../../domain/send-gates.ts";
import { syncInbox } from "../sync/sync-inbox.server.ts";
import { deliverSendJob } from "./deliver-send-job.server.ts";
import { holdUnnamedFollowUps } from "./hold-unnamed.server.ts";
import { openTurnQueue, type TurnPlace, type TurnQueue } from "./open-turn-queue.server.ts";
import { readBackMissingIds } from "./read-back-missing-ids.server.ts";

/** A turn ends after this many mails, so that a queue without gaps does not hold a worker for ever. */
const MAILS_PER_TURN = 100;

export type TurnOutcome = { sentCount: number; nextAt: Date | null; isUnfinished: boolean };

export async function sendInbox(
  app: AppContext,
  input: { workspaceId: string; inboxId: string },
): Promise<TurnOutcome> {
  const scope = scopeOf(app.db, input.workspaceId);
  await readBackMissingIds(app, scope, input.inboxId);
  await holdUnnamedFollowUps(scope, input.inboxId);
  // Once the mailbox could not be read, no follow-up of this turn asks for it again; first mails go on.
  const place = { inboxId: input.inboxId, passed: new Set<string>(), isReadable: true, calendar: createCalendar() };
  let kept: TurnQueue | undefined;
  let sentCount = 0;
  for (let turn = 0; turn < MAILS_PER_TURN; turn++) {
    // The minute's tick goes on in another process, or in this one's successor; a turn asked for at once would come back here.
    if (app.stopping.aborted) return { sentCount, nextAt: null, isUnfinished: false };
    const now = await app.clock.now();
    const { queue, slot } = await takeSlot(scope, now, place, kept);
    kept = undefined;
    if (!slot) return { sentCount, nextAt: null, isUnfinished: false };
    if (slot.at > now) return { sentCount, nextAt: slot.at, isUnfinished: false };
    const { job } = slot.queued;
    if (!(await isSafe(app, scope, queue.inbox, slot, now))) {
      if (job.hasPreviousIds) place.isReadable = false;
      else place.passed.add(job.sendJobId);
      continue;
    }
    const delivery = await deliverSendJob(app, { workspaceId: input.workspaceId, sendJobId: job.sendJobId });
    // Whatever else happened is on the row; this turn goes on with the others.
    if (delivery.outcome !== "sent") place.passed.add(job.sendJobId);
    else {
      sentCount++;
      if (queue.holdsAfter(slot, delivery.nextDueAt)) kept = queue;
    }
  }
  // A turn that sent nothing would send nothing if it began again at once: the minute's tick tries later.
  return { sentCount, nextAt: null, isUnfinished: sentCount > 0 };
}

/** The next mail of the plan so far if it may go now, else of a plan laid out anew: no time is answered from an old one. */
async function takeSlot(
  scope: Scope,
  now: Date,
  place: TurnPlace,
  kept: TurnQueue | undefined,
): Promise<{ queue: TurnQueue; slot: Slot | undefined }> {
  const keptSlot = kept?.next();
  if (kept && keptSlot && keptSlot.at <= now) return { queue: kept, slot: keptSlot };
  for (;;) {
    const queue = await openTurnQueue(scope, now, place);
    if (!(await endSuppressed(scope, queue.holds, now))) return { queue, slot: queue.next() };
  }
}

/** A lead that came under a suppression by another way than being suppressed (a changed address) ends like any other. */
async function endSuppressed(scope: Scope, holds: Hold[], at: Date): Promise<boolean> {
  const isSuppressed = (hold: Hold) => hold.reasons.some(({ rule, ok }) => rule === "not_suppressed" && !ok);
  const campaignLeadIds = holds.filter(isSuppressed).map(({ queued }) => queued.job.campaignLeadId);
  if (campaignLeadIds.length === 0) return false;
  const reason = "On the suppression list.";
  const ended = await inTransaction(scope, (scope) =>
    stopJourneys(scope, { campaignLeadIds, status: "stopped", reason, at }),
  );
  return ended.length > 0;
}

/** Reads the mailbox when it was not read lately enough for a follow-up; false when the follow-up must wait. */
async function isSafe(app: AppContext, scope: Scope, inbox: InboxFacts, slot: Slot, now: Date): Promise<boolean> {
  const { job } = slot.queued;
  const { inboxId } = inbox;
  if (replySafety({ inbox, job, now }).ok) return true;
  if (!job.hasPreviousIds) return false;
  const read = await syncInbox(app, { workspaceId: scope.workspaceId, inboxId });
  return read.outcome === "synced" && replySafety({ inbox: await getInboxFacts(scope, inboxId), job, now }).ok;
}
