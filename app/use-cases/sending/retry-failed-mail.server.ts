import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { findJourneyStatus } from "../../../db/queries/journeys.ts";
import type { SendJob } from "../../../db/queries/send-jobs.ts";
import { clearJourneyHold, forgetRefusedDraft, restartSendJob } from "../../../db/queries/send-jobs-decided.ts";
import { getSendJob } from "../../../db/queries/send-jobs-doubtful.ts";
import { lockLeadJourney } from "../../../db/queries/send-preflight.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import { withSessionLock } from "../../../db/session-lock.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { mustBeMine, unlessLost } from "./sending-step.ts";
import { wakeForJob } from "./wake-for-job.ts";

/**
 * Plans a mail again that the provider refused for good, after whoever asks has mended the cause.
 *
 * Rules   a new attempt; pressed twice it changes nothing the second time. It did not leave: a refusal is proof, and the
 *         refused draft is deleted first, so that nobody sends it by hand beside the new one
 * Errors  not_found; conflict when it has not failed, its lead's journey is over, or its draft is not there any more;
 *         what the provider says when the draft cannot be deleted
 */
export async function retryFailedMail(app: AppContext, actor: Actor, input: { sendJobId: string }): Promise<void> {
  // Undefined when somebody presses at the same moment: theirs counts.
  await withSessionLock(app.db, `retry:${input.sendJobId}`, () => retry(app, actor, input));
}

async function retry(app: AppContext, actor: Actor, input: { sendJobId: string }): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const job = await getSendJob(scope, input.sendJobId);
  const { leadId, campaignLeadId } = job;
  const at = await app.clock.now();
  if (job.status === "failed") await deleteRefusedDraft(app, scope, job);
  const isPlanned =
    job.status === "failed" &&
    (await unlessLost(
      inTransaction(scope, async (scope) => {
        if (leadId && campaignLeadId) {
          await lockLeadJourney(scope, { leadId, campaignLeadId });
          const status = await findJourneyStatus(scope, campaignLeadId);
          if (status !== "waiting") throw new AppError("conflict", `This lead's journey is over: ${status}.`);
          await clearJourneyHold(scope, campaignLeadId);
        }
        mustBeMine(await restartSendJob(scope, job, "failed"));
        await wakeForJob(scope, job);
        await insertAuditEvent(scope, {
          actorUserId: actor.userId,
          actor: "user",
          action: "mail.planned-again",
          entity: "send_job",
          entityId: job.sendJobId,
          change: { attemptNo: job.attemptNo, stepNo: job.stepNo },
          at,
        });
      }),
    ));
  if (isPlanned) return;
  const { status, attemptNo } = await getSendJob(scope, input.sendJobId);
  if (attemptNo > 1 && ["scheduled", "preparing", "prepared", "sending", "sent"].includes(status)) return;
  throw new AppError("conflict", `This mail has not failed: it is ${status}. Load the page again.`);
}

async function deleteRefusedDraft(app: AppContext, scope: Scope, job: SendJob): Promise<void> {
  const { draftId } = job;
  if (draftId === null) return;
  const result = await withInboxTokens(app, scope, job.inboxId, async ({ outbox }) =>
    outbox.kind === "drafts" ? outbox.deleteDraft(draftId) : "deleted",
  );
  if (result === "missing")
    throw new AppError(
      "conflict",
      "Its draft is not in the mailbox any more: somebody sent or deleted it by hand. Look there; if it was sent, stop this lead instead.",
    );
  await forgetRefusedDraft(scope, job);
}
