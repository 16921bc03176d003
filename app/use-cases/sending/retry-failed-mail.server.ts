import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { findJourneyStatus } from "../../../db/queries/journeys.ts";
import { clearJourneyHold, restartSendJob } from "../../../db/queries/send-jobs-decided.ts";
import { getSendJob } from "../../../db/queries/send-jobs-doubtful.ts";
import { lockLeadJourney } from "../../../db/queries/send-preflight.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { mustBeMine, unlessLost } from "./sending-step.ts";
import { wakeForJob } from "./wake-for-job.ts";

/**
 * Plans a mail again that the provider refused for good, after whoever asks has mended the cause.
 *
 * Rules   a new attempt; pressed twice it changes nothing the second time. It did not leave: a refusal is proof
 * Errors  not_found; conflict when it has not failed, or its lead's journey is over
 */
export async function retryFailedMail(app: AppContext, actor: Actor, input: { sendJobId: string }): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const job = await getSendJob(scope, input.sendJobId);
  const { leadId, campaignLeadId } = job;
  const at = await app.clock.now();
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
