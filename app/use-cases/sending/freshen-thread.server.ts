/**
 * Before a follow-up: is there anything in the thread that we have not read? If so the mailbox is read first, which stops
 * the journey when it was an answer. If the look fails the mail is deferred, never sent on a guess (R5).
 */
import { findStoredMessageIds } from "../../../db/queries/messages.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { type ClaimedJob, listSentOfJourney, type SentMail, stampFreshened } from "../../../db/queries/send-jobs.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { ThreadPlace } from "../../providers/ports.ts";
import { syncInbox } from "../sync/sync-inbox.server.ts";
import { returnToQueue } from "./return-to-queue.server.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";

const DEFER_MS = 60_000;

export async function freshenThread(step: SendingStep): Promise<DeliveryOutcome | { outcome: "fresh" }> {
  const { scope, job } = step;
  // Nothing of the journey can have left before its first step, so there is no thread and nothing to be fresh.
  if (job.kind !== "sequence" || !job.campaignLeadId || job.stepNo === 1) return { outcome: "fresh" };
  const sent = await listSentOfJourney(scope, job.campaignLeadId);
  const threads = threadsOf(sent.filter((mail) => mail.inboxId === job.inboxId));
  if (threads.length === 0) {
    // No thread of this mailbox to be read: the reading of the mailbox itself is the safety (replySafety).
    await stampFreshened(scope, job);
    return { outcome: "fresh" };
  }
  const attempt = await startAttempt(scope, job, "freshen");
  try {
    if (await hasUnread(step, threads)) {
      await syncInbox(step.app, { workspaceId: scope.workspaceId, inboxId: job.inboxId });
      if (await hasUnread(step, threads)) {
        await finishAttempt(scope, attempt, { outcome: "refused", detail: "a message of the thread is not read yet" });
        return defer(step, job, "a message of the thread is not read yet");
      }
    }
    await stampFreshened(scope, job);
    await finishAttempt(scope, attempt, { outcome: "ok" });
    return { outcome: "fresh" };
  } catch (error) {
    if (!isProviderError(error) || error.code === "reauth_required") throw error;
    await finishAttempt(scope, attempt, { outcome: "unknown", detail: error.message });
    return defer(step, job, `the thread could not be read: ${error.message}`);
  }
}

function threadsOf(sent: SentMail[]): ThreadPlace[] {
  const threads = new Map<string, string[]>();
  for (const { threadId, messageIdHeader } of sent) {
    if (!threadId) continue;
    threads.set(threadId, [...(threads.get(threadId) ?? []), ...(messageIdHeader ? [messageIdHeader] : [])]);
  }
  return [...threads].map(([threadId, messageIdHeaders]) => ({ threadId, messageIdHeaders }));
}

/** A message that is neither ours nor stored: nobody has judged it yet. */
async function hasUnread({ scope, mailbox, job }: SendingStep, threads: ThreadPlace[]): Promise<boolean> {
  for (const thread of threads) {
    const heads = (await mailbox.getThread(thread, ["From"])) ?? [];
    const foreign = heads.filter((head) => !head.labels.includes("SENT") && !head.labels.includes("DRAFT"));
    const ids = foreign.map((head) => head.providerMessageId);
    const stored = await findStoredMessageIds(scope, job.inboxId, ids);
    if (ids.some((id) => !stored.has(id))) return true;
  }
  return false;
}

async function defer({ app, scope }: SendingStep, job: ClaimedJob, reason: string): Promise<DeliveryOutcome> {
  const now = await app.clock.now();
  await returnToQueue(scope, job, { retryAt: new Date(now.getTime() + DEFER_MS), reason });
  return { outcome: "deferred", reason };
}
