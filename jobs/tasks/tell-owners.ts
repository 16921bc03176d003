import type { AppContext } from "../../app/context.ts";
import { tellOwners } from "../../app/use-cases/inboxes/tell-owners.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function tellOwnersTask(app: AppContext, notice: TaskPayload<"tell_owners">): Promise<void> {
  const told = await tellOwners(app, notice);
  app.log.info({
    event: "owners.told",
    workspace_id: notice.workspaceId,
    inbox_event_id: notice.inboxEventId,
    outcome: told,
  });
}
