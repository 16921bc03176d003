/** The minute's net: wakes every inbox that has mail due. A missed tick changes nothing but the delay. */
import { enqueue } from "../../../db/enqueue.ts";
import { type InboxRef, listInboxesWithDueMail } from "../../../db/queries/system/send-due.ts";
import { inTransaction, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

export async function listInboxesToWake(app: AppContext): Promise<InboxRef[]> {
  return listInboxesWithDueMail(systemScope(app.db), await app.clock.now());
}

/** Adds one turn per inbox; a turn that waits already is not added again. */
export async function tick(app: AppContext): Promise<{ wokenCount: number }> {
  const inboxes = await listInboxesToWake(app);
  await inTransaction(systemScope(app.db), async (scope) => {
    for (const inbox of inboxes) await enqueue(scope, "send_inbox", inbox, { jobKey: `send:${inbox.inboxId}` });
  });
  return { wokenCount: inboxes.length };
}
