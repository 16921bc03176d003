import type { AppContext } from "../../app/context.ts";
import { syncInbox } from "../../app/use-cases/sync/sync-inbox.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function syncInboxTask(app: AppContext, payload: TaskPayload<"sync_inbox">): Promise<void> {
  const done = await syncInbox(app, payload);
  const level = done.outcome === "failed" ? "warn" : done.storedCount + done.failedCount > 0 ? "info" : "debug";
  app.log[level]({ event: "inbox.synced", workspace_id: payload.workspaceId, inbox_id: payload.inboxId, ...done });
}
