/**
 * The ledger's moves. Every move is one conditional UPDATE: `fence = mine and status = expected`; zero rows means that
 * somebody else owns the job now, and the caller stops. Leases run by the database's clock.
 */
import { type SqlBool, sql } from "kysely";
import type { SendJobsTable } from "../schema.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type SendJobStatus =
  | "scheduled"
  | "preparing"
  | "prepared"
  | "sending"
  | "sent"
  | "held"
  | "skipped"
  | "canceled"
  | "failed"
  | "uncertain";

export type ClaimedJob = {
  sendJobId: string;
  kind: "sequence" | "reply" | "test";
  status: "preparing" | "prepared" | "sending";
  fence: number;
  attemptNo: number;
  inboxId: string;
  campaignId: string | null;
  campaignLeadId: string | null;
  leadId: string | null;
  conversationId: string | null;
  stepNo: number | null;
  variant: number;
  toEmail: string;
  draftId: string | null;
  draftThreadId: string | null;
  historyIdAtPrepare: string | null;
  preparedAt: Date | null;
  lastPostAt: Date | null;
  /** Real milliseconds since the last POST, by the database's clock. */
  sincePostMs: number | null;
  usageOn: string | null;
  usageQuarterAt: Date | null;
  renderedSubject: string | null;
  renderedBody: string | null;
};

/** The X-LeadBitz-Attempt header: one value per job and attempt, found again in Sent. */
export function attemptIdOf(job: { sendJobId: string; attemptNo: number }): string {
  return `${job.sendJobId}-${job.attemptNo}`;
}

/**
 * Takes a job for `leaseMs`: scheduled becomes preparing; prepared goes on; sending may only be reconciled.
 * Undefined when another worker holds it or it is not open any more.
 */
export async function claimSendJob(
  scope: TransactionScope,
  input: { sendJobId: string; owner: string; leaseMs: number },
): Promise<ClaimedJob | undefined> {
  const free = await scope.handle
    .selectFrom("send_jobs")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.sendJobId)
    .where("status", "in", ["scheduled", "preparing", "prepared", "sending"])
    .where(sql<SqlBool>`(lease_until is null or lease_until < now())`)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!free) return undefined;
  const row = await scope.handle
    .updateTable("send_jobs")
    .set({
      status: sql`case status when 'scheduled' then 'preparing' else status end`,
      lease_owner: input.owner,
      lease_until: leaseEnd(input.leaseMs),
      fence: sql`fence + 1`,
      updated_at: sql`now()`,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.sendJobId)
    .returningAll()
    .returning(sql<number | null>`extract(epoch from clock_timestamp() - last_post_at) * 1000`.as("since_post_ms"))
    .executeTakeFirstOrThrow();
  return {
    sendJobId: row.id,
    kind: row.kind,
    status: row.status as ClaimedJob["status"],
    fence: row.fence,
    attemptNo: row.attempt_no,
    inboxId: row.inbox_id,
    campaignId: row.campaign_id,
    campaignLeadId: row.campaign_lead_id,
    leadId: row.lead_id,
    conversationId: row.conversation_id,
    stepNo: row.step_no,
    variant: row.variant,
    toEmail: row.to_email,
    draftId: row.draft_id,
    draftThreadId: row.draft_thread_id,
    historyIdAtPrepare: row.history_id_at_prepare,
    preparedAt: row.prepared_at,
    lastPostAt: row.last_post_at,
    sincePostMs: row.since_post_ms === null ? null : Number(row.since_post_ms),
    usageOn: row.usage_on,
    usageQuarterAt: row.usage_quarter_at,
    renderedSubject: row.rendered_subject,
    renderedBody: row.rendered_body,
  };
}

type Move = {
  sendJobId: string;
  fence: number;
  from: SendJobStatus;
  to: SendJobStatus;
  /** When given: the reservation that the caller believes the row to have. */
  usageOn?: string | null;
};
type Change = Partial<
  Pick<
    SendJobsTable,
    | "retry_at"
    | "draft_id"
    | "draft_thread_id"
    | "history_id_at_prepare"
    | "rendered_subject"
    | "rendered_body"
    | "reason"
    | "reason_detail"
    | "usage_on"
    | "usage_quarter_at"
    | "provider_message_id"
    | "provider_thread_id"
    | "sent_at"
  >
> & { unsubscribe_token_hash?: Buffer | null };

/** One arrow of the state machine. False: the fence or the state is not what the caller believes; it must stop. */
export async function moveSendJob(
  scope: Scope,
  move: Move,
  change: Change = {},
  stamps: { preparedAt?: true; lastPostAt?: true; freshenedAt?: true; keepLease?: true } = {},
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("send_jobs")
    .set({
      status: move.to,
      updated_at: sql`now()`,
      ...change,
      ...(stamps.preparedAt ? { prepared_at: sql`clock_timestamp()` } : {}),
      ...(stamps.lastPostAt ? { last_post_at: sql`clock_timestamp()` } : {}),
      ...(stamps.freshenedAt ? { freshened_at: sql`clock_timestamp()` } : {}),
      ...(stamps.keepLease ? {} : { lease_owner: null, lease_until: null }),
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", move.sendJobId)
    .where("fence", "=", move.fence)
    .where("status", "=", move.from)
    .$if(move.usageOn !== undefined, (query) => query.where("usage_on", "is not distinct from", move.usageOn ?? null))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Looks again later without holding a worker: the lease ends after `ms` by the database's clock. */
export async function setLeaseEnd(scope: Scope, job: { sendJobId: string; fence: number }, ms: number): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ lease_until: leaseEnd(ms) })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .execute();
}

/** Locks the job's row last, as the lock order wants, and answers whether the caller still owns it. */
export async function lockOwnedJob(
  scope: TransactionScope,
  job: { sendJobId: string; fence: number; status: SendJobStatus; freshWithinMs: number },
): Promise<{ isFresh: boolean; hasReservation: boolean } | undefined> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .select([
      "usage_on",
      sql<boolean>`coalesce(freshened_at > clock_timestamp() - make_interval(secs => ${job.freshWithinMs / 1000}), false)`.as(
        "is_fresh",
      ),
    ])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", job.status)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && { isFresh: row.is_fresh, hasReservation: row.usage_on !== null };
}

export async function stampFreshened(scope: Scope, job: { sendJobId: string; fence: number }): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ freshened_at: sql`clock_timestamp()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .execute();
}

/** The real Message-ID of a sent mail, read back from the provider. */
export async function setMessageIdHeader(scope: Scope, sendJobId: string, messageIdHeader: string): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ message_id_header: messageIdHeader, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .where("status", "=", "sent")
    .execute();
}

export type SentMail = {
  sendJobId: string;
  stepNo: number;
  subject: string;
  messageIdHeader: string | null;
  threadId: string | null;
  inboxId: string;
  providerMessageId: string | null;
};

/** The mails of a journey that left, first step first. */
export async function listSentOfJourney(scope: Scope, campaignLeadId: string): Promise<SentMail[]> {
  const rows = await scope.handle
    .selectFrom("send_jobs")
    .select([
      "id",
      "step_no",
      "rendered_subject",
      "message_id_header",
      "provider_thread_id",
      "inbox_id",
      "provider_message_id",
    ])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_lead_id", "=", campaignLeadId)
    .where("kind", "=", "sequence")
    .where("status", "=", "sent")
    .orderBy("step_no")
    .execute();
  return rows.map((row) => ({
    sendJobId: row.id,
    stepNo: row.step_no ?? 0,
    subject: row.rendered_subject ?? "",
    messageIdHeader: row.message_id_header,
    threadId: row.provider_thread_id,
    inboxId: row.inbox_id,
    providerMessageId: row.provider_message_id,
  }));
}

function leaseEnd(ms: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
}
