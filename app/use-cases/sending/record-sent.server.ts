/**
 * What is recorded when a mail has left, whoever found it out (the provider's answer, a look into the mailbox, a person):
 * the job, the day's count, the message, the statistics, the journey and its next step, in the caller's one transaction.
 */

import { completeCampaignsIfFinal } from "../../../db/queries/journeys.ts";
import { insertOutboundMessage } from "../../../db/queries/outbound-messages.ts";
import type { SendJob } from "../../../db/queries/send-jobs.ts";
import {
  advanceJourney,
  completeJourney,
  getSettleFacts,
  holdJourney,
  holdStepJob,
  lockCampaign,
  settleSendJob,
} from "../../../db/queries/send-settle.ts";
import { addStat } from "../../../db/queries/stats.ts";
import type { TransactionScope } from "../../../db/scope.ts";
import { createCalendar } from "../../domain/calendar.ts";
import { previousUnknownWords } from "../../domain/doubtful-mail.ts";
import { nextStepDue } from "../../domain/next-step.ts";
import { localDayOf } from "../../domain/zone-time.ts";
import type { SentRef } from "../../providers/ports.ts";
import { mustBeMine } from "./sending-step.ts";

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
  const threadId = sent?.threadId ?? job.draftThreadId;
  const messageIdHeader = sent?.messageIdHeader ?? job.messageIdHeader;
  const settled = { providerMessageId: sent?.providerMessageId ?? null, threadId, messageIdHeader, at };
  mustBeMine(await settleSendJob(scope, { ...job, from }, settled, call ?? null));
  // Without ids of the provider the message stands under our own, which no mailbox gives out.
  const byHand = `by-hand:${job.sendJobId}`;
  const ref = {
    providerMessageId: sent?.providerMessageId ?? byHand,
    threadId: threadId ?? byHand,
    messageIdHeader: messageIdHeader ?? null,
  };
  await insertOutboundMessage(scope, { job, sent: ref, fromEmail, at });
  if (job.kind !== "sequence") return { nextDueAt: null };
  await addStat(scope, "sent", {
    statOn: localDayOf(at, timeZone),
    campaignId: job.campaignId,
    stepNo: job.stepNo,
    variant: job.variant,
    inboxId: job.inboxId,
  });
  const dueAt = next && new Date(nextStepDue(createCalendar(), at.getTime(), next, timeZone));
  await moveJourney(scope, {
    job,
    next: next && dueAt && { stepNo: next.stepNo, dueAt },
    at,
    isNamed: sent !== null || messageIdHeader !== null,
  });
  return { nextDueAt: dueAt ?? null };
}

async function moveJourney(
  scope: TransactionScope,
  move: { job: SendJob; next: { stepNo: number; dueAt: Date } | undefined; at: Date; isNamed: boolean },
): Promise<void> {
  const { job, next, at } = move;
  const { campaignId, campaignLeadId, leadId, stepNo } = job;
  if (!campaignId || !campaignLeadId || !leadId || stepNo === null) return;
  const { inboxId, toEmail } = job;
  const journey = { campaignId, campaignLeadId, leadId, inboxId, toEmail };
  const isWaiting = await advanceJourney(scope, journey, stepNo, next ?? null);
  if (!isWaiting) return;
  if (!next) {
    await completeJourney(scope, { campaignLeadId, campaignId, at });
    await completeCampaignsIfFinal(scope, { campaignIds: [campaignId], at });
    return;
  }
  if (move.isNamed) return;
  const reason = previousUnknownWords({ stepNo, nextStepNo: next.stepNo });
  await holdStepJob(scope, { campaignLeadId, stepNo: next.stepNo, reason });
  await holdJourney(scope, campaignLeadId, reason);
}
