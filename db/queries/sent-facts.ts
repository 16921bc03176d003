/**
 * What we sent, as evidence for matching a received mail: found by thread, by the provider's Message-IDs, by our attempt
 * header and by recipient. An answer of ours stands for the journey of its conversation; test mails prove nothing.
 */
import { sql } from "kysely";
import type { SentFact } from "../../app/domain/match-reply.ts";
import type { Scope } from "../scope.ts";

/** The fact that the rules judge, and where its numbers are counted. */
export type SentMail = SentFact & {
  stepNo: number | null;
  variant: number;
  inboxId: string;
  renderedBody: string | null;
};

export type SentQuestion = {
  inboxId: string;
  threadId: string;
  messageIds: string[];
  sendJobIds: string[];
  emails: string[];
};

const MAX_FACTS = 100;

/** Newest first. A mail in `sending` or `uncertain` counts: it may have left, and an answer proves that it did. */
export async function listSentMails(scope: Scope, question: SentQuestion): Promise<SentMail[]> {
  const from = sql`select id from send_jobs where workspace_id = ${scope.workspaceId}`;
  const { rows } = await sql<Omit<SentMail, "attemptId">>`
    with found as (
      ${from} and inbox_id = ${question.inboxId} and provider_thread_id = ${question.threadId}
      union ${from} and message_id_header = any(${question.messageIds}::text[])
      union ${from} and id = any(${question.sendJobIds}::uuid[]) and status in ('sending', 'sent', 'uncertain')
      union (${from} and to_email = any(${question.emails}::citext[]) and sent_at is not null
             order by sent_at desc limit ${MAX_FACTS})
      union select j.id from leads
             join campaign_leads cl on cl.workspace_id = leads.workspace_id and cl.lead_id = leads.id
             join send_jobs j on j.workspace_id = cl.workspace_id and j.campaign_lead_id = cl.id and j.kind = 'sequence'
             where leads.workspace_id = ${scope.workspaceId} and leads.email = any(${question.emails}::citext[])
               and j.status in ('sending', 'uncertain'))
    select j.id as "sendJobId", l.campaign_id as "campaignId", l.id as "campaignLeadId", l.lead_id as "leadId",
      j.step_no as "stepNo", j.variant, j.inbox_id as "inboxId", lower(j.to_email::text) as "leadEmail",
      j.message_id_header as "messageIdHeader", j.provider_thread_id as "threadId", j.rendered_body as "renderedBody",
      coalesce(j.sent_at, j.last_post_at, j.created_at) as "sentAt"
    from found
    join send_jobs j on j.workspace_id = ${scope.workspaceId} and j.id = found.id and j.kind <> 'test'
    left join conversations c on c.workspace_id = j.workspace_id and c.id = j.conversation_id
    join campaign_leads l on l.workspace_id = j.workspace_id and l.id = coalesce(j.campaign_lead_id, c.campaign_lead_id)
    order by "sentAt" desc, j.id desc limit ${MAX_FACTS}`.execute(scope.handle);
  return rows.map((row) => ({ ...row, attemptId: row.sendJobId }));
}
