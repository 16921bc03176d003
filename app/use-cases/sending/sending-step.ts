/** What each step of a delivery is given, and how a delivery may end. */
import type { Inbox } from "../../../db/queries/inboxes.ts";
import type { ClaimedJob } from "../../../db/queries/send-jobs.ts";
import type { Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Mailbox } from "../../providers/ports.ts";

export type SendingStep = {
  app: AppContext;
  scope: Scope;
  mailbox: Mailbox;
  /** As it was when the mailbox was opened. */
  inbox: Inbox;
  job: ClaimedJob;
  /** False when the lease could end during one more call. */
  hasTime: () => boolean;
};

export type DeliveryOutcome =
  /** `nextDueAt`: of the journey's next step, application time. */
  | { outcome: "sent"; providerMessageId: string; messageIdHeader: string | null; nextDueAt: Date | null }
  /** Somebody else owns the job, or it is not open any more. */
  | { outcome: "busy" }
  /** Not now; the job waits in the queue. */
  | { outcome: "deferred"; reason: string }
  /** A person has to do something first. */
  | { outcome: "held"; reason: string }
  | { outcome: "canceled"; reason: string }
  | { outcome: "failed"; reason: string }
  /** May have left; reconciled later, never sent again blindly. */
  | { outcome: "ambiguous" }
  | { outcome: "uncertain" };

/** Rolls a transaction back: another worker owns the job, so nothing in it is ours to record. */
export class LostFence extends Error {}

/** For use inside a transaction: goes on only while the job is ours. */
export function mustBeMine(isMine: boolean): void {
  if (!isMine) throw new LostFence();
}

/** True when the transaction was committed, false when the fence was lost and nothing changed. */
export async function unlessLost(transaction: Promise<unknown>): Promise<boolean> {
  try {
    await transaction;
    return true;
  } catch (error) {
    if (error instanceof LostFence) return false;
    throw error;
  }
}
