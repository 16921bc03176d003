/**
 * A follow-up whose thread is gone or was never known waits for a person. They may let it go as a mail of its own; mails
 * before it without an id then stand under the Message-ID that we wrote into them.
 */
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { findJourneyStatus } from "../../../db/queries/journeys.ts";
import {
  clearJourneyHold,
  leaveThreads,
  listUnnamedMails,
  nameSentMail,
  releaseHeldFollowUp,
} from "../../../db/queries/send-jobs-decided.ts";
import { getSendJob } from "../../../db/queries/send-jobs-doubtful.ts";
import { lockLeadJourney } from "../../../db/queries/send-preflight.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { writtenMessageId } from "../../domain/doubtful-mail.ts";
import { AppError } from "../../domain/errors.ts";
import { wakeForJob } from "./wake-for-job.ts";

/** Errors  not_found; conflict when the mail is not held for this reason, or the journey is over */
export async function releaseFollowUp(app: AppContext, actor: Actor, input: { sendJobId: string }): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const job = await getSendJob(scope, input.sendJobId);
  const { leadId, campaignLeadId } = job;
  if (!leadId || !campaignLeadId) throw new AppError("conflict", "This mail is no follow-up.");
  const unnamed = await listUnnamedMails(scope, campaignLeadId);
  const at = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    await lockLeadJourney(scope, { leadId, campaignLeadId });
    const status = await findJourneyStatus(scope, campaignLeadId);
    if (status !== "waiting") throw new AppError("conflict", `This lead's journey is over: ${status}.`);
    if (!(await releaseHeldFollowUp(scope, job.sendJobId))) {
      // Pressed twice, or the ids were found meanwhile: it is on its way either way.
      if (job.status !== "held" && job.status !== "canceled" && unnamed.length === 0) return;
      throw new AppError("conflict", `This mail is not waiting for that: it is ${job.status}. Load the page again.`);
    }
    for (const mail of unnamed) {
      await nameSentMail(scope, { sendJobId: mail.sendJobId, messageIdHeader: writtenMessageId(mail) });
    }
    await leaveThreads(scope, campaignLeadId);
    await clearJourneyHold(scope, campaignLeadId);
    await wakeForJob(scope, job);
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "mail.released-unthreaded",
      entity: "send_job",
      entityId: job.sendJobId,
      change: { stepNo: job.stepNo },
      at,
    });
  });
}
