/** A mail that must not leave: its draft is deleted from the mailbox, so that nobody sends it by hand later. */
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { findSendJob, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { forgetDraft, postponeDraft } from "../../../db/queries/withdrawn-drafts.ts";
import { inTransaction } from "../../../db/scope.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";

export async function withdrawDraft(
  step: SendingStep,
  why: { reason: string; isOwned: boolean },
): Promise<DeliveryOutcome> {
  const { app, scope, job } = step;
  // Another worker may own the row: its committed draft is deleted only when the row says canceled (the sweep).
  if (!why.isOwned) return { outcome: "busy" };
  if (job.campaignLeadId) {
    // What must never leave ends its journey, which takes this mail back; else the campaign would wait for it for ever.
    const ids = [job.campaignLeadId];
    const at = await app.clock.now();
    await inTransaction(scope, (scope) =>
      stopJourneys(scope, { campaignLeadIds: ids, status: "stopped", reason: why.reason, at }),
    );
  } else {
    await moveSendJob(
      scope,
      { sendJobId: job.sendJobId, fence: job.fence, from: "prepared", to: "canceled" },
      { reason: "stopped", reason_detail: why.reason },
    );
  }
  if ((await findSendJob(scope, job.sendJobId))?.status !== "canceled") return { outcome: "busy" };
  await deleteDraftOf(step);
  return { outcome: "canceled", reason: why.reason };
}

/** A draft that is missing was sent or deleted by hand: the row keeps its id, so that nobody takes it for unsent. */
async function deleteDraftOf({ scope, mailbox, job }: SendingStep): Promise<void> {
  if (!job.draftId || mailbox.outbox.kind !== "drafts") return;
  const attempt = await startAttempt(scope, job, "delete_draft");
  try {
    const result = await mailbox.outbox.deleteDraft(job.draftId);
    await finishAttempt(scope, attempt, { outcome: result === "deleted" ? "ok" : "gone" });
    await (result === "deleted" ? forgetDraft(scope, job) : postponeDraft(scope, job));
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishAttempt(scope, attempt, { outcome: "refused", detail: error.kind });
  }
}
