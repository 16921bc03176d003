/** Conversations and their mails in the words of the API. */
import type { Conversation } from "./list-replies.server.ts";
import type { ConversationMessage } from "./read-conversation.server.ts";

export function replyAnswer(conversation: Conversation) {
  const { conversationId, leadId, campaignId, inboxId, subject, category, matchReason, leadEmail } = conversation;
  return {
    conversationId,
    leadId,
    leadEmail,
    campaignId,
    inboxId,
    subject,
    category,
    class: conversation.class,
    matchReason,
    lastMessageAt: conversation.lastMessageAt,
    lastInboundAt: conversation.lastInboundAt,
    unread: conversation.isUnread,
  };
}

export function messageAnswer(message: ConversationMessage) {
  const { messageId, sendJobId, direction, fromEmail, fromName, toEmails, subject, text, state, stateReason, at } =
    message;
  return {
    messageId,
    sendJobId,
    direction,
    from: { email: fromEmail, name: fromName },
    to: toEmails,
    subject,
    text,
    class: message.class,
    classReason: message.classReason,
    matchReason: message.matchReason,
    state,
    stateReason,
    at,
  };
}
