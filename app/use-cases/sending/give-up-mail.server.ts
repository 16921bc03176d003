import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { stopJourneys } from "../../../db/queries/journeys.ts";
import { cancelSendJob } from "../../../db/queries/send-jobs-decided.ts";
import { getSendJob } from "../../../db/queries/send-jobs-doubtful.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";

/**
 * Gives a failed or held mail up. With a mail of a campaign its lead's journey ends; an answer by hand is only taken back.
 *
 * Rules   pressed twice it changes nothing the second time; a failed mail keeps its reason
 * Errors  not_found; conflict while the mail is under way or in doubt
 */
export async function giveUpMail(app: AppContext, actor: Actor, input: { sendJobId: string }): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { sendJobId } = input;
  const at = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    const job = await getSendJob(scope, sendJobId);
    if (job.status === "canceled") return;
    if (job.status !== "failed" && job.status !== "held")
      throw new AppError("conflict", `This mail can't be given up: it is ${job.status}. Load the page again.`);
    if (job.campaignLeadId) {
      const reason = "stopped by hand after a mail could not be sent";
      const ended = await stopJourneys(scope, {
        campaignLeadIds: [job.campaignLeadId],
        status: "stopped",
        reason,
        at,
      });
      if (ended.length === 0) return;
    } else if (!(await cancelSendJob(scope, job, { from: job.status, reason: "given up by hand" }))) return;
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "mail.given-up",
      entity: "send_job",
      entityId: sendJobId,
      change: { stepNo: job.stepNo },
      at,
    });
  });
}
