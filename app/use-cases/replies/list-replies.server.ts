import { listConversations, type ReplyFilters } from "../../../db/queries/conversation-lists.ts";
import type { Conversation } from "../../../db/queries/conversations.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";

export type { Conversation, ReplyFilters };

/** Conversations that someone wrote in, the latest answer first. */
export async function listReplies(
  app: AppContext,
  actor: Actor,
  request: PageRequest & ReplyFilters,
): Promise<Page<Conversation>> {
  return listConversations(scopeOf(app.db, actor.workspaceId), request);
}
