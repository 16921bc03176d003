/** The mails of conversations. One row per inbox and provider message id: a second sight changes nothing. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type MessageClass = "bounce" | "complaint" | "auto_reply" | "unsubscribe" | "reply" | "notice";

export type NewMessage = {
  inboxId: string;
  conversationId: string;
  direction: "inbound" | "outbound";
  providerMessageId: string;
  messageIdHeader: string | null;
  inReplyTo: string | null;
  fromEmail: string;
  fromName: string;
  toEmails: string[];
  subject: string;
  textBody: string;
  htmlRaw: string | null;
  headers: { name: string; value: string }[];
  class: MessageClass | null;
  classReason: string | null;
  matchReason: string | null;
  sendJobId: string | null;
  receivedAt: Date;
};

/** The new row's id; undefined when the message was stored before. */
export async function insertMessage(scope: TransactionScope, message: NewMessage): Promise<string | undefined> {
  const id = newId();
  const headers = JSON.stringify(
    message.headers.map(({ name, value }) => ({ name: storableText(name), value: storableText(value) })),
  );
  const { rows } = await sql<{ id: string }>`
    insert into messages (workspace_id, id, inbox_id, conversation_id, direction, provider_message_id, message_id_header,
      in_reply_to, from_email, from_name, to_emails, subject, text_body, html_raw, headers, class, class_reason,
      match_reason, send_job_id, received_at)
    values (${scope.workspaceId}, ${id}, ${message.inboxId}, ${message.conversationId}, ${message.direction},
      ${message.providerMessageId}, ${message.messageIdHeader}, ${message.inReplyTo}, ${storableText(message.fromEmail)},
      ${storableText(message.fromName)}, ${message.toEmails.map(storableText)}, ${storableText(message.subject)}, ${storableText(message.textBody)},
      ${message.htmlRaw === null ? null : storableText(message.htmlRaw)}, ${headers}::jsonb,
      ${message.class}, ${message.classReason}, ${message.matchReason}, ${message.sendJobId}, ${message.receivedAt})
    on conflict (workspace_id, inbox_id, provider_message_id) do nothing
    returning id`.execute(scope.handle);
  return rows[0]?.id;
}

/** Postgres text holds no NUL and no half of a surrogate pair. */
export function storableText(text: string): string {
  return Buffer.from(text.replaceAll("\u0000", ""), "utf8").toString("utf8");
}

/** Which of these the mailbox's reading has stored before. */
export async function findStoredMessageIds(scope: Scope, inboxId: string, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select provider_message_id as id from messages
    where workspace_id = ${scope.workspaceId} and inbox_id = ${inboxId} and provider_message_id = any(${ids}::text[])`.execute(
    scope.handle,
  );
  return new Set(rows.map((row) => row.id));
}

/** True when an earlier message of this class stands in the conversation. */
export async function hasEarlierMessage(
  scope: Scope,
  input: { conversationId: string; class: MessageClass; exceptMessageId: string },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from messages
      where workspace_id = ${scope.workspaceId} and conversation_id = ${input.conversationId}
        and direction = 'inbound' and class = ${input.class} and id <> ${input.exceptMessageId}) as found`.execute(
    scope.handle,
  );
  return rows[0]?.found === true;
}

/** Errors  not_found */
export async function getMessageHtml(scope: Scope, messageId: string): Promise<{ html: string | null; text: string }> {
  const row = await scope.handle
    .selectFrom("messages")
    .select(["html_raw", "text_body"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", messageId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", "There is no such message.");
  return { html: row.html_raw, text: row.text_body };
}

export async function updateMessagesRead(scope: TransactionScope, conversationId: string, at: Date): Promise<void> {
  await sql`
    update messages set read_at = ${at}
    where workspace_id = ${scope.workspaceId} and conversation_id = ${conversationId}
      and direction = 'inbound' and read_at is null`.execute(scope.handle);
}
