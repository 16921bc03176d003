/** sending → sent: the one way out. Whatever is not a clear yes or a clear no stays `sending` and is reconciled. */
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { stampPost } from "../../../db/queries/send-jobs-claim.ts";
import { isAppError, isProviderError, ProviderError } from "../../domain/errors.ts";
import type { DirectOutbox, DraftOutbox, OutgoingMail, SentRef } from "../../providers/ports.ts";
import { judgeRefusal } from "./judge-refusal.server.ts";
import { type DeliveryOutcome, LostFence, type SendingStep } from "./sending-step.ts";
import { settleMail } from "./settle-mail.server.ts";
import { writeMail } from "./write-mail.server.ts";

export async function postMail(step: SendingStep): Promise<DeliveryOutcome> {
  // Past the deadline nothing is called: the row stays `sending` and its next owner looks what became of it.
  if (!step.hasTime()) return { outcome: "ambiguous" };
  const { outbox } = step.mailbox;
  return outbox.kind === "drafts" ? postDraft(step, outbox) : submit(step, outbox);
}

async function postDraft(step: SendingStep, outbox: DraftOutbox): Promise<DeliveryOutcome> {
  const { draftId, draftThreadId: threadId, messageIdHeader } = step.job;
  if (!draftId) return { outcome: "ambiguous" };
  const attempt = await startAttempt(step.scope, step.job, "send_draft");
  try {
    return await settle(step, attempt, await outbox.sendDraft({ draftId, threadId, messageIdHeader }));
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishRefused(step, attempt, error);
    // No such draft: it was sent (by an earlier call or by hand) or deleted by hand; only the mailbox knows.
    if (error.kind === "not_found" || error.delivery === "unknown") return { outcome: "ambiguous" };
    return judgeRefusal(step, error);
  }
}

/** The row says that the message is on its way before its first byte is: until then nothing can have left. */
async function submit(step: SendingStep, outbox: DirectOutbox): Promise<DeliveryOutcome> {
  const { scope, job } = step;
  const written = await writeMail(step);
  if ("problem" in written) return judgeRefusal(step, cannotBeWritten(written.problem));
  const attempt = await startAttempt(scope, job, "submit");
  const beforeData = async () => {
    if (!step.hasTime() || !(await stampPost(scope, job))) throw new LostFence();
  };
  try {
    const posted = await settle(step, attempt, await outbox.submit(written.mail, beforeData));
    if (posted.outcome === "sent") await fileCopy(step, outbox, written.mail);
    return posted;
  } catch (error) {
    if (error instanceof LostFence) {
      await finishAttempt(scope, attempt, {
        outcome: "refused",
        detail: "given up before the message was handed over",
      });
      return { outcome: "busy" };
    }
    if (!isProviderError(error)) throw error;
    await finishRefused(step, attempt, error);
    return error.delivery === "unknown" ? { outcome: "ambiguous" } : judgeRefusal(step, error);
  }
}

async function settle(step: SendingStep, attempt: string, sent: SentRef): Promise<DeliveryOutcome> {
  await settleMail(step, sent);
  await finishAttempt(step.scope, attempt, { outcome: "ok", detail: sent.providerMessageId });
  return { outcome: "sent", providerMessageId: sent.providerMessageId, messageIdHeader: sent.messageIdHeader };
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
