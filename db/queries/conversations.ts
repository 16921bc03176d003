/** Threads of one mailbox with one person. `is_unread` moves together with the counter "unread". */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { newId } from "../../app/domain/ids.ts";
import type { ConversationCategory } from "../../app/domain/reply-category.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { type MessageClass, storableText } from "./messages.ts";
import { addToCounter } from "./stats.ts";

export type ConversationKey = {
  conversationId: string;
  leadId: string | null;
  campaignId: string | null;
  campaignLeadId: string | null;
};

export type Conversation = ConversationKey & {
  inboxId: string;
  inboxEmail: string;
  threadKey: string;
  subject: string;
  category: ConversationCategory | null;
  class: MessageClass | null;
  matchReason: string | null;
  lastMessageAt: Date;
  lastInboundAt: Date | null;
  isUnread: boolean;
  leadEmail: string | null;
  leadName: string;
  leadCompany: string | null;
  campaignName: string | null;
};

export async function findConversationByThread(
  scope: Scope,
  place: { inboxId: string; threadKey: string },
): Promise<ConversationKey | undefined> {
  const { rows } = await sql<ConversationKey>`
    select id as "conversationId", lead_id as "leadId", campaign_id as "campaignId", campaign_lead_id as "campaignLeadId"
    from conversations
    where workspace_id = ${scope.workspaceId} and inbox_id = ${place.inboxId} and thread_key = ${place.threadKey}`.execute(
    scope.handle,
  );
  return rows[0];
}

export type ConversationPlace = {
  inboxId: string;
  threadKey: string;
  leadId: string | null;
  campaignId: string | null;
  campaignLeadId: string | null;
  subject: string;
  matchReason: string | null;
  at: Date;
};

/** One per inbox and thread, locked until the end of the transaction; what it knows already is kept. */
export async function insertOrLockConversation(scope: TransactionScope, place: ConversationPlace): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into conversations (workspace_id, id, inbox_id, thread_key, lead_id, campaign_id, campaign_lead_id, subject,
      match_reason, last_message_at)
    values (${scope.workspaceId}, ${newId()}, ${place.inboxId}, ${place.threadKey}, ${place.leadId}, ${place.campaignId},
      ${place.campaignLeadId}, ${storableText(place.subject)}, ${place.matchReason}, ${place.at})
    on conflict (workspace_id, inbox_id, thread_key) do update set
      lead_id = coalesce(conversations.lead_id, excluded.lead_id),
      campaign_id = coalesce(conversations.campaign_id, excluded.campaign_id),
      campaign_lead_id = coalesce(conversations.campaign_lead_id, excluded.campaign_lead_id),
      match_reason = coalesce(conversations.match_reason, excluded.match_reason)
    returning id`.execute(scope.handle);
  const row = rows[0];
  if (!row) throw new AppError("internal", "The conversation was not stored.");
  return row.id;
}

/**
 * Notes a new message on its conversation.
 *
 * Rules   a person's words decide the class, a report or an absence note never hides them; an absence note's category
 *         gives way to a real answer; a category that a person chose stays
 */
export async function updateConversationSeen(
  scope: TransactionScope,
  conversationId: string,
  seen: { direction: "inbound" | "outbound"; class: MessageClass | null; at: Date; isUnread: boolean },
): Promise<void> {
  const isInbound = seen.direction === "inbound";
  const { rows } = await sql<{ became: boolean }>`
    update conversations set
      last_message_at = greatest(conversations.last_message_at, ${seen.at}),
      last_inbound_at = case when ${isInbound} then greatest(conversations.last_inbound_at, ${seen.at}) else conversations.last_inbound_at end,
      class = case when not ${isInbound} then conversations.class
        when ${seen.class}::text in ('reply', 'unsubscribe', 'complaint') then ${seen.class}::text
        when conversations.class in ('reply', 'unsubscribe', 'complaint') then conversations.class
        else ${seen.class}::text end,
      category = case when not ${isInbound} then conversations.category
        when ${seen.class}::text = 'unsubscribe' then 'unsubscribe'
        when ${seen.class}::text = 'auto_reply' and conversations.category is null and conversations.class is null then 'out_of_office'
        when ${seen.class}::text = 'reply' and conversations.class = 'auto_reply' and conversations.category = 'out_of_office' then null
        else conversations.category end,
      is_unread = conversations.is_unread or ${seen.isUnread}
    from (select id, is_unread from conversations where workspace_id = ${scope.workspaceId} and id = ${conversationId} for no key update) before
    where conversations.workspace_id = ${scope.workspaceId} and conversations.id = before.id
    returning conversations.is_unread and not before.is_unread as became`.execute(scope.handle);
  if (rows[0]?.became) await addToCounter(scope, "unread", 1);
}

/** True when it was unread until now. */
export async function updateConversationRead(scope: TransactionScope, conversationId: string): Promise<boolean> {
  const result = await scope.handle
    .updateTable("conversations")
    .set({ is_unread: false })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", conversationId)
    .where("is_unread", "=", true)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  await addToCounter(scope, "unread", -1);
  return true;
}

/** False when someone else changed it meanwhile. */
export async function updateConversationCategory(
  scope: TransactionScope,
  conversationId: string,
  change: { from: ConversationCategory | null; to: ConversationCategory },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update conversations set category = ${change.to}
    where workspace_id = ${scope.workspaceId} and id = ${conversationId} and category is not distinct from ${change.from}
    returning id`.execute(scope.handle);
  return rows.length > 0;
}
