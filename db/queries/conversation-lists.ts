/** Conversations as the reply pages and the API show them. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { ConversationCategory } from "../../app/domain/reply-category.ts";
import type { Scope } from "../scope.ts";
import type { Conversation } from "./conversations.ts";
import type { MessageClass } from "./messages.ts";

/** answers: people and their absence notes; reports: bounces and notices. */
export type ReplyFilters = {
  kind?: "answers" | "reports" | "all";
  category?: ConversationCategory;
  campaignId?: string;
  inboxId?: string;
  isUnread?: boolean;
  q?: string;
};

const columns = sql`
  c.id as "conversationId", c.lead_id as "leadId", c.campaign_id as "campaignId", c.campaign_lead_id as "campaignLeadId",
  c.inbox_id as "inboxId", i.email::text as "inboxEmail", c.thread_key as "threadKey", c.subject, c.category, c.class,
  c.match_reason as "matchReason", c.last_message_at as "lastMessageAt", c.last_inbound_at as "lastInboundAt",
  c.is_unread as "isUnread", l.email::text as "leadEmail", l.company_name as "leadCompany", k.name as "campaignName",
  trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')) as "leadName"`;

const tables = sql`
  conversations c
  join inbox_connections i on i.workspace_id = c.workspace_id and i.id = c.inbox_id
  left join leads l on l.workspace_id = c.workspace_id and l.id = c.lead_id
  left join campaigns k on k.workspace_id = c.workspace_id and k.id = c.campaign_id`;

const KINDS = {
  answers: sql`c.class in ('reply', 'unsubscribe', 'auto_reply', 'complaint')`,
  reports: sql`c.class in ('bounce', 'notice')`,
  all: sql`true`,
};

/** Latest answer first, by key. */
export async function listConversations(
  scope: Scope,
  request: PageRequest & ReplyFilters,
): Promise<Page<Conversation>> {
  const conditions = [
    sql`c.workspace_id = ${scope.workspaceId}`,
    sql`c.last_inbound_at is not null`,
    KINDS[request.kind ?? "all"],
  ];
  if (request.category !== undefined) conditions.push(sql`c.category = ${request.category}`);
  if (request.campaignId !== undefined) conditions.push(sql`c.campaign_id = ${request.campaignId}`);
  if (request.inboxId !== undefined) conditions.push(sql`c.inbox_id = ${request.inboxId}`);
  if (request.isUnread !== undefined) conditions.push(sql`c.is_unread = ${request.isUnread}`);
  if (request.q) {
    const part = request.q.toLowerCase();
    conditions.push(sql`(position(${part} in l.search_text) > 0 or position(${part} in lower(c.subject)) > 0)`);
  }
  if (request.cursor !== null) {
    const [at, id] = decodeCursor(request.cursor, 2);
    conditions.push(sql`(c.last_inbound_at, c.id) < (${instantOf(at)}, ${String(id)}::uuid)`);
  }
  const { rows } = await sql<Conversation>`
    select ${columns} from ${tables} where ${sql.join(conditions, sql` and `)}
    order by c.last_inbound_at desc, c.id desc limit ${request.limit + 1}`.execute(scope.handle);
  return pageOf(rows, request.limit, (row) => [row.lastInboundAt?.toISOString() ?? "", row.conversationId]);
}

function instantOf(part: string | number | undefined): Date {
  const at = new Date(String(part));
  if (Number.isNaN(at.getTime()))
    throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
  return at;
}

/** Errors  not_found */
export async function getConversation(scope: Scope, conversationId: string): Promise<Conversation> {
  const { rows } = await sql<Conversation>`
    select ${columns} from ${tables} where c.workspace_id = ${scope.workspaceId} and c.id = ${conversationId}`.execute(
    scope.handle,
  );
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such conversation.");
  return row;
}

export type ConversationMessage = {
  messageId: string | null;
  sendJobId: string | null;
  direction: "inbound" | "outbound";
  fromEmail: string;
  fromName: string;
  toEmails: string[];
  subject: string;
  text: string;
  hasHtml: boolean;
  class: MessageClass | null;
  classReason: string | null;
  matchReason: string | null;
  /** `received` and `sent` are facts; the rest are states of a mail of ours that has not left. */
  state: "received" | "sent" | "sending" | "held" | "failed" | "canceled" | "uncertain";
  stateReason: string | null;
  at: Date;
};

const MAX_MESSAGES = 500;

/** Oldest first: what the mailbox showed, and mails of ours in the thread that no reading has shown yet. */
export async function listConversationMessages(scope: Scope, conversationId: string): Promise<ConversationMessage[]> {
  const { rows } = await sql<ConversationMessage>`
    with here as (select * from conversations where workspace_id = ${scope.workspaceId} and id = ${conversationId}),
    shown as (
      select id as "messageId", send_job_id as "sendJobId", direction, from_email as "fromEmail", from_name as "fromName",
        to_emails as "toEmails", subject, text_body as text, html_raw is not null as "hasHtml", class,
        class_reason as "classReason", match_reason as "matchReason",
        case direction when 'inbound' then 'received' else 'sent' end as state, null as "stateReason", received_at as at,
        provider_message_id
      from messages where workspace_id = ${scope.workspaceId} and conversation_id = ${conversationId}),
    ours as (
      select j.* from send_jobs j join here on j.workspace_id = here.workspace_id and j.conversation_id = here.id
      union
      select j.* from send_jobs j join here on j.workspace_id = here.workspace_id and j.inbox_id = here.inbox_id
        and j.provider_thread_id = here.thread_key and j.sent_at is not null)
    select "messageId", "sendJobId", direction, "fromEmail", "fromName", "toEmails", subject, text, "hasHtml", class,
      "classReason", "matchReason", state, "stateReason", at
    from (
      select * from shown
      union all
      select null, j.id, 'outbound', i.email::text, i.display_name, array[j.to_email::text], coalesce(j.rendered_subject, ''),
        coalesce(j.rendered_body, ''), false, null, null, null,
        case j.status when 'sent' then 'sent' when 'held' then 'held' when 'failed' then 'failed' when 'skipped' then 'canceled'
          when 'canceled' then 'canceled' when 'uncertain' then 'uncertain' else 'sending' end,
        coalesce(j.reason_detail, j.reason), coalesce(j.sent_at, j.due_at), j.provider_message_id
      from ours j join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id
      where j.kind <> 'test' and not exists (
        select from shown where shown.provider_message_id = j.provider_message_id
          or (shown.direction = 'outbound' and shown."sendJobId" = j.id))
    ) as every
    order by at desc, case state when 'sent' then 0 when 'received' then 1 else 2 end desc, "messageId" desc limit ${MAX_MESSAGES}`.execute(
    scope.handle,
  );
  return rows.reverse();
}
