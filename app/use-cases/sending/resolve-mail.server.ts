/**
 * A person decides about a mail of unknown outcome: it left, or it did not. Only a person may; what they say is recorded
 * with their name, and the mail goes the same way as if the provider had said so.
 */
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { findJourneyStatus } from "../../../db/queries/journeys.ts";
import type { SendJob } from "../../../db/queries/send-jobs.ts";
import { cancelSendJob, clearJourneyHold, restartSendJob } from "../../../db/queries/send-jobs-decided.ts";
import { getSendJob } from "../../../db/queries/send-jobs-doubtful.ts";
import { lockLeadJourney, releaseSlot } from "../../../db/queries/send-preflight.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { recordSent } from "./record-sent.server.ts";
import { mustBeMine, unlessLost } from "./sending-step.ts";
import { wakeForJob } from "./wake-for-job.ts";

export type ResolveOutcome = "left" | "not_left";

/**
 * Rules   left: sent, counted on the day it was reserved for, the journey goes on; the step after it is held when the
 *         mail's ids are not known. not_left: planned again as a new attempt, or taken back when its journey is over.
 *         Pressed twice it changes nothing the second time
 * Errors  not_found; conflict when the mail is not in doubt (any more) and did not end as said
 */
export async function resolveMail(
  app: AppContext,
  actor: Actor,
  input: { sendJobId: string; outcome: ResolveOutcome },
): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const job = await getSendJob(scope, input.sendJobId);
  const at = await app.clock.now();
  const isDecided =
    job.status === "uncertain" &&
    (await unlessLost(
      inTransaction(scope, async (scope) => {
        if (input.outcome === "left") await recordLeft(scope, job, at);
        else await recordNotLeft(scope, job);
        await insertAuditEvent(scope, {
          actorUserId: actor.userId,
          actor: "user",
          action: input.outcome === "left" ? "mail.declared-left" : "mail.declared-not-left",
          entity: "send_job",
          entityId: job.sendJobId,
          change: { attemptNo: job.attemptNo, stepNo: job.stepNo },
          at,
        });
      }),
    ));
  if (isDecided) {
    app.log.info({
      event: "email.resolved",
      workspace_id: scope.workspaceId,
      send_job_id: job.sendJobId,
      reason: input.outcome,
    });
    return;
  }
  refuseUnlessSo(await getSendJob(scope, input.sendJobId), input.outcome);
}

/** It left when its slot was taken, as far as anybody knows. */
async function recordLeft(scope: TransactionScope, job: SendJob, now: Date): Promise<void> {
  await recordSent(scope, { job, from: "uncertain", sent: null, at: job.usageQuarterAt ?? now });
}

async function recordNotLeft(scope: TransactionScope, job: SendJob): Promise<void> {
  if (job.usageOn && job.usageQuarterAt)
    await releaseSlot(scope, { inboxId: job.inboxId, localOn: job.usageOn, quarterAt: job.usageQuarterAt });
  const { leadId, campaignLeadId } = job;
  if (leadId && campaignLeadId) await lockLeadJourney(scope, { leadId, campaignLeadId });
  if (campaignLeadId && (await findJourneyStatus(scope, campaignLeadId)) !== "waiting") {
    const reason = "It did not leave, and the lead's journey is over.";
    mustBeMine(await cancelSendJob(scope, job, { from: "uncertain", reason }));
    return;
  }
  mustBeMine(await restartSendJob(scope, job, "uncertain"));
  if (campaignLeadId) await clearJourneyHold(scope, campaignLeadId);
  await wakeForJob(scope, job);
}

/** A second press finds the mail where the first one put it; anything else has moved meanwhile. */
function refuseUnlessSo(job: SendJob, outcome: ResolveOutcome): void {
  if (job.status === "sent") {
    if (outcome === "left") return;
    throw new AppError("conflict", "This mail has left: its sent copy was found, or somebody said so.");
  }
  const isAgain = ["scheduled", "preparing", "prepared", "sending", "held"].includes(job.status) && job.attemptNo > 1;
  if (outcome === "not_left" && (isAgain || job.status === "canceled")) return;
  throw new AppError("conflict", `This mail is not in doubt: it is ${job.status}. Load the page again.`);
}
