/**
 * An inbox's turn: the first mail of its queue if it may go now, then the next, until none may; answers when to come back.
 * Two turns of one inbox at once do no harm: claims, the day's row and the preflight decide.
 */
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { getInboxFacts, getWorkspaceFacts, listSendableJobs } from "../../../db/queries/send-facts.ts";
import { listFullCompanies } from "../../../db/queries/send-load.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Calendar, createCalendar } from "../../domain/calendar.ts";
import type { Hold, Slot } from "../../domain/inbox-queue.ts";
import { replySafety } from "../../domain/send-gates.ts";
import { syncInbox } from "../sync/sync-inbox.server.ts";
import { deliverSendJob } from "./deliver-send-job.server.ts";
import { holdUnnamedFollowUps } from "./hold-unnamed.server.ts";
import { layOutQueue } from "./lay-out-queue.server.ts";
import { readBackMissingIds } from "./read-back-missing-ids.server.ts";

/** A turn ends after this many mails, so that a queue without gaps does not hold a worker for ever. */
const MAILS_PER_TURN = 100;
/** The plan looks at this many mails at the head of each lane. */
const MAILS_PER_LANE = 5;

export type TurnOutcome = { sentCount: number; nextAt: Date | null; isUnfinished: boolean };

export async function sendInbox(
  app: AppContext,
  input: { workspaceId: string; inboxId: string },
): Promise<TurnOutcome> {
  const scope = scopeOf(app.db, input.workspaceId);
  await readBackMissingIds(app, scope, input.inboxId);
  await holdUnnamedFollowUps(scope, input.inboxId);
  const passed = new Set<string>();
  const calendar = createCalendar();
  // Once the mailbox could not be read, no follow-up of this turn asks for it again; first mails go on.
  let isReadable = true;
  let sentCount = 0;
  for (let turn = 0; turn < MAILS_PER_TURN; turn++) {
    const now = await app.clock.now();
    const slot = await firstSlot(scope, input.inboxId, now, { passed, isReadable, calendar });
    if (!slot) return { sentCount, nextAt: null, isUnfinished: false };
    if (slot.at > now) return { sentCount, nextAt: slot.at, isUnfinished: false };
    if (!(await isSafe(app, scope, input.inboxId, slot, now))) {
      if (slot.queued.job.hasPreviousIds) isReadable = false;
      else passed.add(slot.queued.job.sendJobId);
      continue;
    }
    const delivery = await deliverSendJob(app, {
      workspaceId: input.workspaceId,
      sendJobId: slot.queued.job.sendJobId,
    });
    if (delivery.outcome === "sent") sentCount++;
    // Whatever else happened is on the row; this turn goes on with the others.
    else passed.add(slot.queued.job.sendJobId);
  }
  // A turn that sent nothing would send nothing if it began again at once: the minute's tick tries later.
  return { sentCount, nextAt: null, isUnfinished: sentCount > 0 };
}

async function firstSlot(
  scope: Scope,
  inboxId: string,
  now: Date,
  turn: { passed: Set<string>; isReadable: boolean; calendar: Calendar },
): Promise<Slot | undefined> {
  const [workspace, inbox] = await Promise.all([getWorkspaceFacts(scope), getInboxFacts(scope, inboxId)]);
  const fullCompanies = await listFullCompanies(scope, workspace, now);
  const look = { perLane: MAILS_PER_LANE, except: [...turn.passed], fullCompanies };
  const jobs = await listSendableJobs(scope, inboxId, now, look);
  const open = jobs.filter(({ job }) => turn.isReadable || !job.isFollowUp);
  const { calendar } = turn;
  const { holds, slots } = await layOutQueue(scope, { now, workspace, inbox, jobs: open, calendar });
  if (await endSuppressed(scope, holds, now)) return firstSlot(scope, inboxId, now, turn);
  return slots.next().value ?? undefined;
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
async function isSafe(app: AppContext, scope: Scope, inboxId: string, slot: Slot, now: Date): Promise<boolean> {
  const { job } = slot.queued;
  if (replySafety({ inbox: await getInboxFacts(scope, inboxId), job, now }).ok) return true;
  if (!job.hasPreviousIds) return false;
  const read = await syncInbox(app, { workspaceId: scope.workspaceId, inboxId });
  return read.outcome === "synced" && replySafety({ inbox: await getInboxFacts(scope, inboxId), job, now }).ok;
}
