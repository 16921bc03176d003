import type { AppContext } from "../../app/context.ts";
import { syncInbox } from "../../app/use-cases/sync/sync-inbox.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function syncInboxTask(app: AppContext, payload: TaskPayload<"sync_inbox">): Promise<void> {
  const { outcome, storedCount, failedCount } = await syncInbox(app, payload);
  const facts = { workspace_id: payload.workspaceId, inbox_id: payload.inboxId, outcome, storedCount, failedCount };
  app.log[outcome === "failed" ? "warn" : "info"]({ event: "inbox.synced", ...facts });
}
