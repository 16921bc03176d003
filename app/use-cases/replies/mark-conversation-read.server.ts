import { updateConversationRead } from "../../../db/queries/conversations.ts";
import { updateMessagesRead } from "../../../db/queries/messages.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** Someone opened it. A conversation that is read already stays as it is. */
export async function markConversationRead(app: AppContext, actor: Actor, conversationId: string): Promise<void> {
  const at = await app.clock.now();
  await inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    if (await updateConversationRead(scope, conversationId)) await updateMessagesRead(scope, conversationId, at);
  });
}
