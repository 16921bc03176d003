import type { AppContext } from "../../app/context.ts";
import { deliverSendJob } from "../../app/use-cases/sending/deliver-send-job.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function sendReplyTask(app: AppContext, job: TaskPayload<"send_reply">): Promise<void> {
  const delivery = await deliverSendJob(app, job);
  app.log.info({
    event: "reply.delivered",
    workspace_id: job.workspaceId,
    send_job_id: job.sendJobId,
    outcome: delivery.outcome,
  });
}
