/** The minute's net: wakes every inbox of which a mail may go now. A missed tick changes nothing but the delay. */
import { enqueue } from "../../../db/enqueue.ts";
import { inTransaction, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { decideInboxes } from "./decide-inboxes.server.ts";

/** Adds one turn per inbox; a turn that waits already is not added again. Those that must wait were told when by their turn. */
export async function tick(app: AppContext): Promise<{ decidedCount: number; wokenCount: number }> {
  const decided = await decideInboxes(app);
  const woken = decided.filter(({ decision }) => decision.kind === "send");
  await inTransaction(systemScope(app.db), async (scope) => {
    for (const { workspaceId, inboxId } of woken)
      await enqueue(scope, "send_inbox", { workspaceId, inboxId }, { jobKey: `send:${inboxId}` });
  });
  return { decidedCount: decided.length, wokenCount: woken.length };
}
