import type { AppContext } from "../../app/context.ts";
import { queueInboxSyncs } from "../../app/use-cases/system/queue-inbox-syncs.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function syncInboxesTask(app: AppContext, _payload: TaskPayload<"sync_inboxes">): Promise<void> {
  const { queuedCount } = await queueInboxSyncs(app);
  app.log.debug({ event: "inbox.syncs-queued", queuedCount });
}
