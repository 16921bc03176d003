/** Stores a mail that the mailbox itself sent in a known conversation. It stops nothing and is no answer. */
import { insertOrLockConversation, updateConversationSeen } from "../../../db/queries/conversations.ts";
import { insertMessage } from "../../../db/queries/messages.ts";
import { inTransaction, type Scope } from "../../../db/scope.ts";
import type { Judged, ReadInbox } from "./judge-message.server.ts";
import { storedFormOf } from "./stored-form.ts";

/** True when the message is new. */
export async function recordOwnMail(
  scope: Scope,
  inbox: ReadInbox,
  { mail, received, conversation, sendJobId }: Extract<Judged, { kind: "own" }>,
): Promise<boolean> {
  const known = { leadId: null, campaignId: null, campaignLeadId: null, ...conversation };
  return inTransaction(scope, async (scope) => {
    const conversationId = await insertOrLockConversation(scope, {
      ...known,
      inboxId: inbox.inboxId,
      threadKey: received.threadId,
      subject: mail.subject,
      matchReason: null,
      at: received.receivedAt,
    });
    const messageId = await insertMessage(scope, {
      ...storedFormOf(mail, received),
      inboxId: inbox.inboxId,
      conversationId,
      direction: "outbound",
      class: null,
      classReason: null,
      matchReason: sendJobId === null ? "The mailbox sent it by hand." : "We sent it: it carries our own header.",
      sendJobId,
    });
    if (messageId === undefined) return false;
    const seen = { direction: "outbound", class: null, at: received.receivedAt, isUnread: false } as const;
    await updateConversationSeen(scope, conversationId, seen);
    return true;
  });
}
