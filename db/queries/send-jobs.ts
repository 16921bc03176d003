/**
 * The ledger's moves. Every move is one conditional UPDATE: `fence = mine and status = expected`; zero rows means that
 * somebody else owns the job now, and the caller stops.
 */
import { type Selectable, sql } from "kysely";
import type { Arrow } from "../../app/domain/send-ledger.ts";
import type { SendJobsTable } from "../schema.ts";
import type { Scope } from "../scope.ts";
import { type EndedCall, endedCallRow } from "./send-attempts.ts";

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

/** One mail of the ledger, as whoever works on it sees it. */
export type SendJob = {
  sendJobId: string;
  kind: "sequence" | "reply" | "test";
  status: SendJobStatus;
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
  /** Known before the mail leaves where the provider keeps the one we wrote. */
  messageIdHeader: string | null;
  historyIdAtPrepare: string | null;
  preparedAt: Date | null;
  lastPostAt: Date | null;
  usageOn: string | null;
  usageQuarterAt: Date | null;
  renderedSubject: string | null;
  renderedBody: string | null;
};

export type ClaimedJob = SendJob & {
  status: "preparing" | "prepared" | "sending";
  /** Real milliseconds since the last POST, by the database's clock. */
  sincePostMs: number | null;
};

export function sendJobOf(row: Selectable<SendJobsTable>): SendJob {
  return {
    sendJobId: row.id,
    kind: row.kind,
    status: row.status,
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
    messageIdHeader: row.message_id_header,
    historyIdAtPrepare: row.history_id_at_prepare,
    preparedAt: row.prepared_at,
    lastPostAt: row.last_post_at,
    usageOn: row.usage_on,
    usageQuarterAt: row.usage_quarter_at,
    renderedSubject: row.rendered_subject,
    renderedBody: row.rendered_body,
  };
}

/** The X-LeadBitz-Attempt header: one value per job and attempt, found again in Sent. */
export function attemptIdOf(job: { sendJobId: string; attemptNo: number }): string {
  return `${job.sendJobId}-${job.attemptNo}`;
}

export async function findSendJob(scope: Scope, sendJobId: string): Promise<SendJob | undefined> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .selectAll()
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .executeTakeFirst();
  return row && sendJobOf(row);
}

type Move = Arrow & {
  sendJobId: string;
  fence: number;
  /** When given: the reservation that the caller believes the row to have. */
  usageOn?: string | null;
};
type Change = Partial<
  Pick<
    SendJobsTable,
    | "retry_at"
    | "draft_id"
    | "draft_thread_id"
    | "message_id_header"
    | "history_id_at_prepare"
    | "rendered_subject"
    | "rendered_body"
    | "reason"
    | "reason_detail"
    | "usage_on"
    | "usage_quarter_at"
    | "company_domain"
    | "company_on"
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
  stamps: {
    preparedAt?: true /** Nothing was handed over since. */;
    isUnposted?: true;
    freshenedAt?: true;
    keepLease?: true;
    /** The call that this is the consequence of; it is recorded even when the move is not ours to make. */
    call?: EndedCall;
  } = {},
): Promise<boolean> {
  const { call } = stamps;
  const handle: Pick<Scope["handle"], "updateTable"> = call
    ? scope.handle.with("call", (db) => db.insertInto("send_attempts").values(endedCallRow(scope, move, call)))
    : scope.handle;
  const result = await handle
    .updateTable("send_jobs")
    .set({
      status: move.to,
      updated_at: sql`now()`,
      ...change,
      ...(stamps.preparedAt ? { prepared_at: sql`clock_timestamp()` } : {}),
      ...(stamps.isUnposted ? { last_post_at: null } : {}),
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

export async function stampFreshened(scope: Scope, job: { sendJobId: string; fence: number }): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ freshened_at: sql`clock_timestamp()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .execute();
}

/** The real Message-ID of a sent mail, read back from the provider: on its row, in its conversation, and how we know. */
export async function setMessageIdHeader(
  scope: Scope,
  job: { sendJobId: string; fence: number },
  messageIdHeader: string,
  call: EndedCall,
): Promise<void> {
  await scope.handle
    .with("call", (db) => db.insertInto("send_attempts").values(endedCallRow(scope, job, call)))
    .with("shown", (db) =>
      db
        .updateTable("messages")
        .set({ message_id_header: messageIdHeader })
        .where("workspace_id", "=", scope.workspaceId)
        .where("send_job_id", "=", job.sendJobId)
        .where("direction", "=", "outbound"),
    )
    .updateTable("send_jobs")
    .set({ message_id_header: messageIdHeader, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
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
