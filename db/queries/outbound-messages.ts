/** Our own mails in their conversation: seen there at once, not only after the mailbox was read. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";
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
  const { rows } = await sql<{ id: string }>`
    insert into conversations (workspace_id, id, inbox_id, thread_key, lead_id, campaign_id, campaign_lead_id, subject, last_message_at)
    values (${scope.workspaceId}, ${newId()}, ${job.inboxId}, ${sent.threadId}, ${job.leadId}, ${job.campaignId},
      ${job.campaignLeadId}, ${job.renderedSubject ?? ""}, ${mail.at})
    on conflict (workspace_id, inbox_id, thread_key) do update
      set last_message_at = greatest(conversations.last_message_at, excluded.last_message_at)
    returning id`.execute(scope.handle);
  await scope.handle
    .insertInto("messages")
    .values({
      workspace_id: scope.workspaceId,
      id: newId(),
      inbox_id: job.inboxId,
      conversation_id: rows[0]?.id ?? "",
      direction: "outbound",
      provider_message_id: sent.providerMessageId,
      message_id_header: sent.messageIdHeader ?? null,
      from_email: mail.fromEmail,
      to_emails: [job.toEmail],
      subject: job.renderedSubject ?? "",
      text_body: job.renderedBody ?? "",
      send_job_id: job.sendJobId,
      received_at: mail.at,
    })
    // The sync may have seen the sent copy first: then it only learns whose job it was.
    .onConflict((oc) =>
      oc.columns(["workspace_id", "inbox_id", "provider_message_id"]).doUpdateSet({ send_job_id: job.sendJobId }),
    )
    .execute();
}

export async function setOutboundMessageId(scope: Scope, sendJobId: string, messageIdHeader: string): Promise<void> {
  await scope.handle
    .updateTable("messages")
    .set({ message_id_header: messageIdHeader })
    .where("workspace_id", "=", scope.workspaceId)
    .where("send_job_id", "=", sendJobId)
    .where("direction", "=", "outbound")
    .execute();
}
