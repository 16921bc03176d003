import type { AppContext } from "../../app/context.ts";
import { sendInbox } from "../../app/use-cases/sending/send-inbox.server.ts";
import { wakeInbox } from "../../app/use-cases/sending/wake-inbox.server.ts";
import type { TaskPayload } from "../payloads.ts";

export async function sendInboxTask(app: AppContext, inbox: TaskPayload<"send_inbox">): Promise<void> {
  const turn = await sendInbox(app, inbox);
  await wakeInbox(app, inbox, turn);
  app.log.info({
    event: "inbox.turn_ended",
    workspace_id: inbox.workspaceId,
    inbox_id: inbox.inboxId,
    sent_count: turn.sentCount,
  });
}
