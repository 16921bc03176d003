/** uncertain → sent by later evidence: the sent copy of the very attempt turned up in its mailbox. */
import { attemptIdOf, findSendJob } from "../../../db/queries/send-jobs.ts";
import { inTransaction, type Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { isId } from "../../domain/ids.ts";
import type { SentRef } from "../../providers/ports.ts";
import { recordSent } from "./record-sent.server.ts";
import { unlessLost } from "./sending-step.ts";

/**
 * Rules   only a mail in doubt, of this inbox and this attempt; whoever still works on it finds the copy by itself
 *
 * @returns true when the mail was settled by this copy
 */
export async function settleFromCopy(
  app: AppContext,
  scope: Scope,
  copy: { inboxId: string; attemptId: string; sent: SentRef; receivedAt: Date },
): Promise<boolean> {
  const sendJobId = copy.attemptId.slice(0, 36);
  const job = isId(sendJobId) ? await findSendJob(scope, sendJobId) : undefined;
  if (job?.status !== "uncertain" || job.inboxId !== copy.inboxId || attemptIdOf(job) !== copy.attemptId) return false;
  const at = job.usageQuarterAt ?? copy.receivedAt;
  const isSettled = await unlessLost(
    inTransaction(scope, (scope) => recordSent(scope, { job, from: "uncertain", sent: copy.sent, at })),
  );
  if (isSettled)
    app.log.info({ event: "email.settled_from_copy", workspace_id: scope.workspaceId, send_job_id: job.sendJobId });
  return isSettled;
}
