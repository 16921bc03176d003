/** Our own mails in their conversation: seen there at once, not only after the mailbox was read. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { TransactionScope } from "../scope.ts";
import type { SendJob } from "./send-jobs.ts";

export async function insertOutboundMessage(
  scope: TransactionScope,
  mail: {
    job: SendJob;
    sent: { providerMessageId: string; threadId: string; messageIdHeader?: string | null };
    fromEmail: string;
    at: Date;
  },
): Promise<void> {
  const { job, sent } = mail;
  await sql`
    with place as (
      insert into conversations (workspace_id, id, inbox_id, thread_key, lead_id, campaign_id, campaign_lead_id, subject, last_message_at)
      values (${scope.workspaceId}, ${newId()}, ${job.inboxId}, ${sent.threadId}, ${job.leadId}, ${job.campaignId},
        ${job.campaignLeadId}, ${job.renderedSubject ?? ""}, ${mail.at})
      on conflict (workspace_id, inbox_id, thread_key) do update
        set last_message_at = greatest(conversations.last_message_at, excluded.last_message_at)
      returning id)
    insert into messages (workspace_id, id, inbox_id, conversation_id, direction, provider_message_id, message_id_header,
      from_email, to_emails, subject, text_body, send_job_id, received_at)
    select ${scope.workspaceId}, ${newId()}, ${job.inboxId}, place.id, 'outbound', ${sent.providerMessageId},
      ${sent.messageIdHeader ?? null}, ${mail.fromEmail}, array[${job.toEmail}]::citext[], ${job.renderedSubject ?? ""},
      ${job.renderedBody ?? ""}, ${job.sendJobId}, ${mail.at}::timestamptz from place
    -- The sync may have seen the sent copy first: then it only learns whose job it was.
    on conflict (workspace_id, inbox_id, provider_message_id) do update set send_job_id = excluded.send_job_id`.execute(
    scope.handle,
  );
}
