/** A one-shot job wakes the inbox at its next slot; under a virtual clock a driver does that instead. */
import { enqueue } from "../../../db/enqueue.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { TurnOutcome } from "./send-inbox.server.ts";

export async function wakeInbox(
  app: AppContext,
  inbox: { workspaceId: string; inboxId: string },
  turn: Pick<TurnOutcome, "nextAt" | "isUnfinished">,
): Promise<void> {
  const isLater = turn.nextAt !== null && !app.clock.isVirtual;
  if (!isLater && !turn.isUnfinished) return;
  await inTransaction(scopeOf(app.db, inbox.workspaceId), (scope) =>
    enqueue(scope, "send_inbox", inbox, {
      jobKey: `send:${inbox.inboxId}`,
      ...(turn.nextAt ? { runAt: turn.nextAt } : {}),
    }),
  );
}
