/**
 * What became of a mail whose outcome nobody knows. The mailbox is the witness: a draft that is still there was not sent,
 * a copy with our attempt header was. Nothing found for long enough is `uncertain`, and stays so.
 */
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { attemptIdOf, type ClaimedJob, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { setLeaseEnd } from "../../../db/queries/send-jobs-claim.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { MailFate, MailTrace } from "../../providers/ports.ts";
import { readBackMessageId } from "./read-back-message-id.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";
import { settleMail } from "./settle-mail.server.ts";

/** Looked for again this often until the verdict. */
const LOOKS_PER_VERDICT = 60;

type Verdict = DeliveryOutcome | { outcome: "not_sent"; job: ClaimedJob };

export async function reconcileMail(step: SendingStep): Promise<Verdict> {
  const { app, scope, mailbox, job } = step;
  const attempt = await startAttempt(scope, job, "reconcile");
  // Stamped just before it is handed over: without the stamp we have sent nothing.
  if (job.lastPostAt === null) {
    await finishAttempt(scope, attempt, { outcome: "ok", detail: "it was never handed over: not sent" });
    return notSent(step);
  }
  let fate: MailFate;
  try {
    fate = await mailbox.lookUp(traceOf(job));
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishAttempt(scope, attempt, {
      outcome: "unknown",
      detail: error.message,
      providerRequestId: error.requestId,
    });
    if (error.code === "reauth_required") throw error;
    // Nobody could look: that is no verdict, however long it lasts.
    return lookAgain(step, Math.max(app.config.intervals.verdictMs / LOOKS_PER_VERDICT, error.retryAfterMs ?? 0));
  }
  switch (fate.state) {
    case "sent": {
      await finishAttempt(scope, attempt, { outcome: "ok", detail: `found in Sent: ${fate.sent.providerMessageId}` });
      const settled = await settleMail(step, fate.sent);
      if (!settled) return { outcome: "busy" };
      await readBackMessageId(step, fate.sent);
      return { outcome: "sent", ...fate.sent, ...settled };
    }
    case "draft": {
      const settlesInMs = isSettling(step) ? app.config.intervals.settleMs - (job.sincePostMs ?? 0) : 0;
      const detail = settlesInMs > 0 ? "a draft still, which may be on its way" : "the draft is still there: not sent";
      await finishAttempt(scope, attempt, { outcome: "ok", detail });
      return settlesInMs > 0 ? lookAgain(step, settlesInMs) : notSent(step);
    }
    case "queued":
      await finishAttempt(scope, attempt, { outcome: "ok", detail: "in the mailbox's outbox: on its way" });
      return lookAgain(step, app.config.intervals.verdictMs / LOOKS_PER_VERDICT);
    case "gone":
      await finishAttempt(scope, attempt, { outcome: "gone", detail: "no draft, nothing in Sent" });
      return waitOrGiveUp(step);
  }
}

function traceOf(job: ClaimedJob): MailTrace {
  return {
    attemptId: attemptIdOf(job),
    draftId: job.draftId,
    threadId: job.draftThreadId,
    messageIdHeader: job.messageIdHeader,
    cursorAtPrepare: job.historyIdAtPrepare,
    preparedAt: job.preparedAt,
  };
}

/** Where a sent draft looks like a draft for a while, a second POST too early would send it twice (reliability.md R8). */
function isSettling({ app, mailbox, job }: SendingStep): boolean {
  const { outbox } = mailbox;
  return outbox.kind === "drafts" && outbox.settlesLater && (job.sincePostMs ?? 0) < app.config.intervals.settleMs;
}

/** The slot stays reserved: the same mail goes on, it does not count twice. */
async function notSent({ scope, job }: SendingStep): Promise<Verdict> {
  const move = { sendJobId: job.sendJobId, fence: job.fence, from: "sending", to: "prepared" } as const;
  const isMine = await moveSendJob(scope, move, {}, { keepLease: true });
  return isMine ? { outcome: "not_sent", job: { ...job, status: "prepared" } } : { outcome: "busy" };
}

async function lookAgain({ scope, job }: SendingStep, inMs: number): Promise<DeliveryOutcome> {
  await setLeaseEnd(scope, job, inMs);
  return { outcome: "ambiguous" };
}

async function waitOrGiveUp(step: SendingStep): Promise<DeliveryOutcome> {
  const { app, scope, job } = step;
  const { verdictMs } = app.config.intervals;
  if ((job.sincePostMs ?? 0) < verdictMs) return lookAgain(step, verdictMs / LOOKS_PER_VERDICT);
  const reason = "It may have left: the draft is gone, and no sent copy was found. Look in the mailbox and decide.";
  const isMine = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: "sending", to: "uncertain" } as const;
      mustBeMine(await moveSendJob(scope, move, { reason: "outcome_unknown", reason_detail: reason }));
    }),
  );
  app.log.error({ event: "email.uncertain", workspace_id: scope.workspaceId, send_job_id: job.sendJobId });
  return isMine ? { outcome: "uncertain" } : { outcome: "busy" };
}
