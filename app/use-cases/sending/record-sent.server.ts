/**
 * What is recorded when a mail has left, whoever found it out (the provider's answer, a look into the mailbox, a person):
 * the job, the day's count, the message, the statistics, the journey and its next step, in the caller's one transaction.
 */

import { completeCampaignsIfFinal } from "../../../db/queries/journeys.ts";
import type { SendJob } from "../../../db/queries/send-jobs.ts";
import {
  completeJourney,
  getSettleFacts,
  holdJourney,
  holdStepJob,
  lockCampaign,
} from "../../../db/queries/send-settle.ts";
import { settleSendJob } from "../../../db/queries/send-settled.ts";
import type { TransactionScope } from "../../../db/scope.ts";
import { createCalendar } from "../../domain/calendar.ts";
import { previousUnknownWords } from "../../domain/doubtful-mail.ts";
import { nextStepDue } from "../../domain/next-step.ts";
import { localDayOf } from "../../domain/zone-time.ts";
import type { SentRef } from "../../providers/ports.ts";
import { LostFence } from "./sending-step.ts";

export type SentRecord = {
  job: SendJob;
  from: "sending" | "uncertain";
  /** null: a person says that it left, and its copy was found nowhere. */
  sent: SentRef | null;
  /** Application time. */
  at: Date;
  /** The call that said so, if it was one. */
  call?: { attemptId: string } | null;
};

/**
 * Records that a mail left, once.
 *
 * Rules   locks in the order of the house; the step after a mail without ids is held until a person decides
 * Shape   → when the journey's next step falls due, if there is one
 * Errors  rolls the transaction back when the fence is lost (see `unlessLost`)
 */
export async function recordSent(
  scope: TransactionScope,
  { job, from, sent, at, call }: SentRecord,
): Promise<{ nextDueAt: Date | null }> {
  const { fromEmail, timeZone, next } = await getSettleFacts(scope, job);
  if (job.campaignId && !next) await lockCampaign(scope, job.campaignId);
  const dueAt =
    job.kind === "sequence" && next ? new Date(nextStepDue(createCalendar(), at.getTime(), next, timeZone)) : null;
  const messageIdHeader = sent?.messageIdHeader ?? job.messageIdHeader;
  const settled = await settleSendJob(scope, {
    job,
    from,
    at,
    providerMessageId: sent?.providerMessageId ?? null,
    threadId: sent?.threadId ?? job.draftThreadId,
    messageIdHeader,
    fromEmail,
    statOn: localDayOf(at, timeZone),
    next: next && dueAt ? { stepNo: next.stepNo, dueAt } : null,
    attemptId: call?.attemptId ?? null,
  });
  if (!settled) throw new LostFence();
  if (settled.isWaiting) await endOrHold(scope, { job, next, at, isNamed: sent !== null || messageIdHeader !== null });
  return { nextDueAt: dueAt };
}

/** After the last step the journey is over; after one whose ids nobody knows a person decides how to go on. */
async function endOrHold(
  scope: TransactionScope,
  left: { job: SendJob; next: { stepNo: number } | undefined; at: Date; isNamed: boolean },
): Promise<void> {
  const { next, at } = left;
  const { campaignId, campaignLeadId, stepNo } = left.job;
  if (!campaignId || !campaignLeadId || stepNo === null) return;
  if (!next) {
    await completeJourney(scope, { campaignLeadId, campaignId, at });
    await completeCampaignsIfFinal(scope, { campaignIds: [campaignId], at });
    return;
  }
  if (left.isNamed) return;
  const reason = previousUnknownWords({ stepNo, nextStepNo: next.stepNo });
  await holdStepJob(scope, { campaignLeadId, stepNo: next.stepNo, reason });
  await holdJourney(scope, campaignLeadId, reason);
}
