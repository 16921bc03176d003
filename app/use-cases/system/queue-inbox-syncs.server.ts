import { enqueue } from "../../../db/enqueue.ts";
import { inTransaction, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { listInboxesToSync } from "./list-inboxes-to-sync.server.ts";

/** Queues a reading for each mailbox that is due; a reading that waits already is not queued twice. */
export async function queueInboxSyncs(app: AppContext): Promise<{ queuedCount: number }> {
  const due = await listInboxesToSync(app);
  await inTransaction(systemScope(app.db), async (scope) => {
    for (const { workspaceId, inboxId } of due) {
      await enqueue(scope, "sync_inbox", { workspaceId, inboxId }, { jobKey: `sync_inbox:${inboxId}`, maxAttempts: 2 });
    }
  });
  return { queuedCount: due.length };
}
