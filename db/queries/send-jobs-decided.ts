/** What a person's decision does to a mail in the ledger. Each is one conditional UPDATE, as every move. */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

type Decided = { sendJobId: string; fence: number };

/**
 * uncertain · failed → scheduled, as a new attempt: nothing of the last one stays on the row.
 *
 * Rules   false when the state has moved. The fence goes on, so that no worker of the last attempt finds its own again
 */
export async function restartSendJob(
  scope: TransactionScope,
  job: Decided,
  from: "uncertain" | "failed",
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("send_jobs")
    .set({
      status: "scheduled",
      attempt_no: sql`attempt_no + 1`,
      fence: sql`fence + 1`,
      ...nothingPrepared,
      // A step is written anew from its template; an answer by hand has no other place for its words.
      rendered_subject: sql`case kind when 'sequence' then null else rendered_subject end`,
      rendered_body: sql`case kind when 'sequence' then null else rendered_body end`,
      ...nothingReserved,
      reason: null,
      reason_detail: null,
      retry_at: null,
      updated_at: sql`now()`,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The refused draft is gone from the mailbox, on our own word. */
export async function forgetRefusedDraft(scope: Scope, job: Decided): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ draft_id: null, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", "failed")
    .execute();
}

/** uncertain · failed · held → canceled: it did not leave, and nobody waits for it any more. */
export async function cancelSendJob(
  scope: TransactionScope,
  job: Decided,
  move: { from: "uncertain" | "failed" | "held"; reason: string },
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("send_jobs")
    .set({
      status: "canceled",
      fence: sql`fence + 1`,
      ...nothingReserved,
      reason: "decided_by_hand",
      reason_detail: move.reason,
      retry_at: null,
      updated_at: sql`now()`,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", move.from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** held (previous_unknown) → scheduled. False when the state has moved. */
export async function releaseHeldFollowUp(scope: TransactionScope, sendJobId: string): Promise<boolean> {
  const result = await scope.handle
    .updateTable("send_jobs")
    .set({ status: "scheduled", reason: null, reason_detail: null, retry_at: null, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .where("status", "=", "held")
    .where("reason", "=", "previous_unknown")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A sent mail whose real ids will never be known goes under the Message-ID that we wrote. */
export async function nameSentMail(
  scope: TransactionScope,
  mail: { sendJobId: string; messageIdHeader: string },
): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ message_id_header: mail.messageIdHeader, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", mail.sendJobId)
    .where("status", "=", "sent")
    .where("message_id_header", "is", null)
    .execute();
}

/** The journey's mails so far stand in no thread that a later one could go into. */
export async function leaveThreads(scope: TransactionScope, campaignLeadId: string): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ provider_thread_id: null, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_lead_id", "=", campaignLeadId)
    .where("kind", "=", "sequence")
    .where("status", "=", "sent")
    .execute();
}

export async function clearJourneyHold(scope: TransactionScope, campaignLeadId: string): Promise<void> {
  await scope.handle
    .updateTable("campaign_leads")
    .set({ hold_reason: null })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignLeadId)
    .where("status", "=", "waiting")
    .execute();
}

/** The sent mails of a journey that have no Message-ID yet. */
export async function listUnnamedMails(
  scope: Scope,
  campaignLeadId: string,
): Promise<{ sendJobId: string; attemptNo: number; inboxEmail: string }[]> {
  return scope.handle
    .selectFrom("send_jobs as job")
    .innerJoin("inbox_connections as inbox", (join) =>
      join.onRef("inbox.workspace_id", "=", "job.workspace_id").onRef("inbox.id", "=", "job.inbox_id"),
    )
    .select(["job.id as sendJobId", "job.attempt_no as attemptNo", "inbox.email as inboxEmail"])
    .where("job.workspace_id", "=", scope.workspaceId)
    .where("job.campaign_lead_id", "=", campaignLeadId)
    .where("job.kind", "=", "sequence")
    .where("job.status", "=", "sent")
    .where("job.message_id_header", "is", null)
    .orderBy("job.id")
    .execute();
}

const nothingPrepared = {
  draft_id: null,
  draft_thread_id: null,
  message_id_header: null,
  history_id_at_prepare: null,
  prepared_at: null,
  freshened_at: null,
  last_post_at: null,
  unsubscribe_token_hash: null,
  lease_owner: null,
  lease_until: null,
} as const;
const nothingReserved = { usage_on: null, usage_quarter_at: null } as const;
