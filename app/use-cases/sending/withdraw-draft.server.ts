/** A mail that must not leave: its draft is deleted from the mailbox, so that nobody sends it by hand later. */
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { moveSendJob } from "../../../db/queries/send-jobs.ts";
import { inTransaction } from "../../../db/scope.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";

export async function withdrawDraft(
  step: SendingStep,
  why: { reason: string; isOwned: boolean },
): Promise<DeliveryOutcome> {
  const { app, scope, mailbox, job } = step;
  if (why.isOwned && job.campaignLeadId) {
    // What must never leave ends its journey, which takes this mail back; else the campaign would wait for it for ever.
    const ids = [job.campaignLeadId];
    const at = await app.clock.now();
    await inTransaction(scope, (scope) =>
      stopJourneys(scope, { campaignLeadIds: ids, status: "stopped", reason: why.reason, at }),
    );
  } else if (why.isOwned) {
    const isMoved = await moveSendJob(
      scope,
      { sendJobId: job.sendJobId, fence: job.fence, from: "prepared", to: "canceled" },
      { reason: "stopped", reason_detail: why.reason },
    );
    if (!isMoved) return { outcome: "busy" };
  }
  // Another worker may own the row: its committed draft is deleted only when the row says canceled (the daily sweep).
  if (why.isOwned && job.draftId && mailbox.outbox.kind === "drafts") {
    const attempt = await startAttempt(scope, job, "delete_draft");
    try {
      await mailbox.outbox.deleteDraft(job.draftId);
      await finishAttempt(scope, attempt, { outcome: "ok" });
    } catch (error) {
      if (!isProviderError(error)) throw error;
      await finishAttempt(scope, attempt, { outcome: "refused", detail: error.kind });
    }
  }
  return why.isOwned ? { outcome: "canceled", reason: why.reason } : { outcome: "busy" };
}
