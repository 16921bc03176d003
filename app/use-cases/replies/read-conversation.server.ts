import {
  type ConversationMessage,
  getConversation,
  listConversationMessages,
} from "../../../db/queries/conversation-lists.ts";
import type { Conversation } from "../../../db/queries/conversations.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type { ConversationMessage };
export type ConversationView = { conversation: Conversation; messages: ConversationMessage[] };

/** One conversation with its mails, oldest first. Errors  not_found */
export async function readConversation(
  app: AppContext,
  actor: Actor,
  conversationId: string,
): Promise<ConversationView> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const conversation = await getConversation(scope, conversationId);
  return { conversation, messages: await listConversationMessages(scope, conversationId) };
}
