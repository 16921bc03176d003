/** sending → sent: the one way out. Whatever is not a clear yes or a clear no stays `sending` and is reconciled. */
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { stampCall, stampPost } from "../../../db/queries/send-jobs-claim.ts";
import { isAppError, isProviderError, ProviderError } from "../../domain/errors.ts";
import type { DirectOutbox, DraftOutbox, OutgoingMail, SentRef } from "../../providers/ports.ts";
import { judgeRefusal } from "./judge-refusal.server.ts";
import { type DeliveryOutcome, LostFence, type SendingStep } from "./sending-step.ts";
import { settleMail } from "./settle-mail.server.ts";
import { writeMail } from "./write-mail.server.ts";

export async function postMail(step: SendingStep): Promise<DeliveryOutcome> {
  const { outbox } = step.mailbox;
  return outbox.kind === "drafts" ? postDraft(step, outbox) : submit(step, outbox);
}

async function postDraft(step: SendingStep, outbox: DraftOutbox): Promise<DeliveryOutcome> {
  const { draftId, draftThreadId: threadId, messageIdHeader } = step.job;
  if (!draftId) return { outcome: "ambiguous" };
  const attempt = step.hasTime() ? await stampCall(step.scope, step.job, "send_draft") : undefined;
  if (attempt === undefined) return { outcome: "busy" };
  return ended(step, attempt, async () => {
    // Asked again, for the worker may have stood still since: a call past the deadline could meet the next owner's.
    if (!step.hasTime()) throw new LostFence();
    return settle(step, attempt, await outbox.sendDraft({ draftId, threadId, messageIdHeader }));
  });
}

async function submit(step: SendingStep, outbox: DirectOutbox): Promise<DeliveryOutcome> {
  const written = await writeMail(step);
  if ("problem" in written) return judgeRefusal(step, cannotBeWritten(written.problem));
  const attempt = await startAttempt(step.scope, step.job, "submit");
  const posted = await ended(step, attempt, async () =>
    settle(step, attempt, await outbox.submit(written.mail, () => stampOrStop(step))),
  );
  if (posted.outcome === "sent") await fileCopy(step, outbox, written.mail);
  return posted;
}

/**
 * The row says that the mail is being handed over before its first byte is: without the stamp nothing can have left.
 * Past the deadline nothing is handed over: the next owner finds no stamp, or looks what became of an earlier one.
 */
async function stampOrStop({ scope, job, hasTime }: SendingStep): Promise<void> {
  if (!hasTime() || !(await stampPost(scope, job)) || !hasTime()) throw new LostFence();
}

/** How a call ends that was written down before it began. */
async function ended(
  step: SendingStep,
  attempt: string,
  post: () => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  try {
    return await post();
  } catch (error) {
    if (error instanceof LostFence) {
      await finishAttempt(step.scope, attempt, { outcome: "refused", detail: "given up before it was handed over" });
      return { outcome: "busy" };
    }
    if (!isProviderError(error)) throw error;
    await finishRefused(step, attempt, error);
    // No such draft: it was sent (by an earlier call or by hand) or deleted by hand; only the mailbox knows.
    if (error.kind === "not_found" || error.delivery === "unknown") return { outcome: "ambiguous" };
    return judgeRefusal(step, error);
  }
}

async function settle(step: SendingStep, attemptId: string, sent: SentRef): Promise<DeliveryOutcome> {
  const settled = await settleMail(step, sent, { attemptId });
  const { providerMessageId, messageIdHeader } = sent;
  if (settled) return { outcome: "sent", providerMessageId, messageIdHeader, ...settled };
  // Somebody else owns the row, and finds the sent copy by itself.
  await finishAttempt(step.scope, attemptId, { outcome: "ok", detail: providerMessageId });
  return { outcome: "busy" };
}

async function finishRefused({ scope }: SendingStep, attempt: string, error: ProviderError): Promise<void> {
  const outcome =
    error.kind === "not_found"
      ? "gone"
      : error.delivery === "unknown"
        ? "unknown"
        : error.code === "rate_limited"
          ? "throttled"
          : "refused";
  await finishAttempt(scope, attempt, { outcome, detail: error.message, providerRequestId: error.requestId });
}

/** The copy is for the person's own eyes: the mail has left, with or without it. */
async function fileCopy({ app, scope, job }: SendingStep, outbox: DirectOutbox, mail: OutgoingMail): Promise<void> {
  const attempt = await startAttempt(scope, job, "file_copy");
  try {
    await outbox.fileSentCopy(mail);
    await finishAttempt(scope, attempt, { outcome: "ok" });
  } catch (error) {
    if (!isAppError(error)) throw error;
    await finishAttempt(scope, attempt, { outcome: "unknown", detail: error.message });
    app.log.warn({ event: "email.copy_not_filed", workspace_id: scope.workspaceId, send_job_id: job.sendJobId });
  }
}

/** It was written when it was prepared; what it needs was changed since. */
function cannotBeWritten(message: string): ProviderError {
  return new ProviderError({ kind: "invalid_request", provider: "smtp", message, delivery: "not_sent" });
}
