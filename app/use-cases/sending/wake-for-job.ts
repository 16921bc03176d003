import { enqueue } from "../../../db/enqueue.ts";
import type { SendJob } from "../../../db/queries/send-jobs.ts";
import type { TransactionScope } from "../../../db/scope.ts";

/** A mail that may go again is looked at at once: an answer by itself, any other in its inbox's turn. */
export async function wakeForJob(
  scope: TransactionScope,
  { sendJobId, kind, inboxId }: Pick<SendJob, "sendJobId" | "kind" | "inboxId">,
): Promise<void> {
  const { workspaceId } = scope;
  if (kind === "sequence") await enqueue(scope, "send_inbox", { workspaceId, inboxId }, { jobKey: `send:${inboxId}` });
  else await enqueue(scope, "send_reply", { workspaceId, sendJobId }, { jobKey: `send_reply:${sendJobId}` });
}
