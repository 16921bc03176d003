/** Answers written on the conversation page: send jobs of kind reply, one per idempotency key. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { TransactionScope } from "../scope.ts";

export type ReplyJob = {
  inboxId: string;
  conversationId: string;
  leadId: string | null;
  toEmail: string;
  subject: string;
  body: string;
  idempotencyKey: string;
  dueAt: Date;
};

/** The same key again gives the first job and makes none. */
export async function insertReplyJob(
  scope: TransactionScope,
  job: ReplyJob,
): Promise<{ sendJobId: string; isNew: boolean; body: string }> {
  const id = newId();
  const inserted = await sql`
    insert into send_jobs (workspace_id, id, kind, inbox_id, conversation_id, lead_id, to_email, idempotency_key, due_at,
      rendered_subject, rendered_body)
    values (${scope.workspaceId}, ${id}, 'reply', ${job.inboxId}, ${job.conversationId}, ${job.leadId}, ${job.toEmail},
      ${job.idempotencyKey}, ${job.dueAt}, ${job.subject}, ${job.body})
    on conflict (workspace_id, idempotency_key) do nothing`.execute(scope.handle);
  if (inserted.numAffectedRows === 1n) return { sendJobId: id, isNew: true, body: job.body };
  const { rows } = await sql<{ id: string; body: string | null }>`
    select id, rendered_body as body from send_jobs
    where workspace_id = ${scope.workspaceId} and idempotency_key = ${job.idempotencyKey}`.execute(scope.handle);
  return { sendJobId: rows[0]?.id ?? id, isNew: false, body: rows[0]?.body ?? "" };
}

/** Whom an answer goes to: the last person who wrote in the conversation. */
export async function findLastWriter(scope: TransactionScope, conversationId: string): Promise<string | undefined> {
  const { rows } = await sql<{ email: string }>`
    select from_email as email from messages
    where workspace_id = ${scope.workspaceId} and conversation_id = ${conversationId} and direction = 'inbound'
      and class in ('reply', 'unsubscribe', 'auto_reply') and from_email <> ''
    order by received_at desc, id desc limit 1`.execute(scope.handle);
  return rows[0]?.email;
}
