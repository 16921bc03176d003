/** sending → sent: the one way out. Whatever is not a clear yes or a clear no stays `sending` and is reconciled. */
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { isProviderError } from "../../domain/errors.ts";
import { judgeRefusal } from "./judge-refusal.server.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";
import { settleMail } from "./settle-mail.server.ts";

export async function postMail(step: SendingStep): Promise<DeliveryOutcome> {
  const { app, scope, session, job } = step;
  // Past the deadline nothing is called: the row stays `sending` and its next owner looks what became of it.
  if (!job.draftId || !step.hasTime()) return { outcome: "ambiguous" };
  const attempt = await startAttempt(scope, job, "send_draft");
  try {
    const sent = await app.providers.gmail.sendDraft(session, job.draftId);
    await settleMail(step, sent);
    await finishAttempt(scope, attempt, { outcome: "ok", detail: sent.providerMessageId });
    return { outcome: "sent", providerMessageId: sent.providerMessageId };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const isGone = error.kind === "not_found";
    const outcome = isGone
      ? "gone"
      : error.delivery === "unknown"
        ? "unknown"
        : error.code === "rate_limited"
          ? "throttled"
          : "refused";
    await finishAttempt(scope, attempt, { outcome, detail: error.message, providerRequestId: error.requestId });
    // No such draft: it was sent (by an earlier call or by hand) or deleted by hand; only the mailbox knows.
    if (isGone || error.delivery === "unknown") return { outcome: "ambiguous" };
    return judgeRefusal(step, error);
  }
}
