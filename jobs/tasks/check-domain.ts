import type { AppContext } from "../../app/context.ts";
import { checkSenderDomain } from "../../app/use-cases/inboxes/check-sender-domain.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function checkDomainTask(app: AppContext, payload: TaskPayload<"check_domain">): Promise<void> {
  const { worst } = await checkSenderDomain(app, payload);
  app.log.info({ event: "domain.checked", workspace_id: payload.workspaceId, worst });
}
