/**
 * What follows from "it left", in one statement: the mail is sent and counted, its message stands in the conversation, the
 * journey moves on and its next mail is planned. Either all of it is, or (the mail is not the caller's) none of it.
 */
import { type RawBuilder, sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Arrow } from "../../app/domain/send-ledger.ts";
import type { TransactionScope } from "../scope.ts";
import type { SendJob } from "./send-jobs.ts";
import { lockedRow } from "./send-preflight.ts";

export type Settled = {
  job: SendJob;
  from: Extract<Arrow, { to: "sent" }>["from"];
  at: Date;
  /** null: nobody found them. */
  providerMessageId: string | null;
  threadId: string | null;
  messageIdHeader: string | null;
  fromEmail: string;
  /** The local day of the inbox. */
  statOn: string;
  next: { stepNo: number; dueAt: Date } | null;
  /** The call that was answered. */
  attemptId: string | null;
};

/**
 * sending or uncertain → sent, with all that comes of it.
 *
 * Shape   → whether the journey still waits; undefined when the mail is not the caller's any more and nothing changed
 * Rules   locks the inbox's day, the lead, the journey and the mail, in this order; each is looked up by what the one
 *         before gives. A journey that ended meanwhile keeps its end. A step's uniqueness makes a repeat change nothing
 */
export async function settleSendJob(
  scope: TransactionScope,
  settled: Settled,
): Promise<{ isWaiting: boolean } | undefined> {
  const { job } = settled;
  const { leadId, campaignLeadId } = job;
  const hasJourney = leadId !== null && campaignLeadId !== null;
  const { rows } = await sql<{ journey: string | null }>`
    with own as (select ${scope.workspaceId}::uuid as workspace_id),
    day as materialized (
      select local_on from inbox_days
      where workspace_id = ${scope.workspaceId} and inbox_id = ${job.inboxId} and local_on = ${job.usageOn}::date for no key update),
    counted as materialized (select own.workspace_id from own where (select count(*) from day) >= 0),
    lead as materialized (${hasJourney ? lockedRow("leads", leadId, "counted") : sql`select workspace_id from counted`}),
    journey as materialized (
      ${hasJourney ? lockedRow("campaign_leads", campaignLeadId, "lead") : sql`select workspace_id from lead`}),
    moved as (${movedMail(settled)}),
    counted_day as (
      update inbox_days d set sent = sent + 1 from moved, day
      where d.workspace_id = moved.workspace_id and d.inbox_id = ${job.inboxId} and d.local_on = day.local_on),
    call as (
      update send_attempts a set finished_at = clock_timestamp(), outcome = 'ok', detail = ${settled.providerMessageId}
      from moved where a.workspace_id = moved.workspace_id and a.id = ${settled.attemptId}::uuid),
    place as (${conversation(settled)}),
    shown as (${message(settled)})
    ${job.kind === "sequence" ? sql`, stat as (${stat(settled)})` : sql``}
    ${hasJourney && job.kind === "sequence" ? onward(settled) : sql``}
    select ${hasJourney && job.kind === "sequence" ? sql`(select status from onward)` : sql`null`} as journey from moved`.execute(
    scope.handle,
  );
  const [row] = rows;
  return row && { isWaiting: row.journey === "waiting" };
}

function movedMail({ job, from, at, providerMessageId, threadId, messageIdHeader }: Settled): RawBuilder<unknown> {
  return sql`
    update send_jobs j set status = 'sent', updated_at = now(), provider_message_id = ${providerMessageId},
      provider_thread_id = ${threadId}, message_id_header = ${messageIdHeader}, sent_at = ${at},
      reason = null, reason_detail = null, lease_owner = null, lease_until = null
    from journey
    where j.workspace_id = journey.workspace_id and j.id = ${job.sendJobId} and j.fence = ${job.fence} and j.status = ${from}
    returning j.workspace_id, j.id`;
}

/** Without ids of the provider the message stands under our own, which no mailbox gives out. */
const byHand = (job: SendJob) => `by-hand:${job.sendJobId}`;

function conversation({ job, threadId, at }: Settled): RawBuilder<unknown> {
  return sql`
    insert into conversations (workspace_id, id, inbox_id, thread_key, lead_id, campaign_id, campaign_lead_id, subject, last_message_at)
    select workspace_id, ${newId()}::uuid, ${job.inboxId}::uuid, ${threadId ?? byHand(job)}, ${job.leadId}::uuid, ${job.campaignId}::uuid,
      ${job.campaignLeadId}::uuid, ${job.renderedSubject ?? ""}, ${at}::timestamptz from moved
    on conflict (workspace_id, inbox_id, thread_key) do update
      set last_message_at = greatest(conversations.last_message_at, excluded.last_message_at)
    returning workspace_id, id`;
}

/** The sync may have seen the sent copy first: then its message only learns whose job it was. */
function message({ job, at, providerMessageId, messageIdHeader, fromEmail }: Settled): RawBuilder<unknown> {
  return sql`
    insert into messages (workspace_id, id, inbox_id, conversation_id, direction, provider_message_id, message_id_header,
      from_email, to_emails, subject, text_body, send_job_id, received_at)
    select workspace_id, ${newId()}::uuid, ${job.inboxId}::uuid, id, 'outbound', ${providerMessageId ?? byHand(job)}, ${messageIdHeader},
      ${fromEmail}, array[${job.toEmail}]::text[], ${job.renderedSubject ?? ""}, ${job.renderedBody ?? ""}, ${job.sendJobId}::uuid,
      ${at}::timestamptz from place
    on conflict (workspace_id, inbox_id, provider_message_id) do update set send_job_id = excluded.send_job_id`;
}

function stat({ job, statOn }: Settled): RawBuilder<unknown> {
  return sql`
    insert into daily_stats (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, sent)
    select workspace_id, ${statOn}::date, ${job.campaignId}::uuid, ${job.stepNo ?? 0}::int, ${job.variant}::int, ${job.inboxId}::uuid, 1 from moved
    on conflict (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, source)
    do update set sent = daily_stats.sent + 1`;
}

function onward({ job, next }: Settled): RawBuilder<unknown> {
  const moved = sql`, onward as (
    update campaign_leads cl set position = greatest(position, ${job.stepNo}), hold_reason = null,
      next_step_no = case when status = 'waiting' then ${next?.stepNo ?? null}::int end,
      next_due_at = case when status = 'waiting' then ${next?.dueAt ?? null}::timestamptz end
    from moved where cl.workspace_id = moved.workspace_id and cl.id = ${job.campaignLeadId}
    returning cl.workspace_id, cl.id, cl.sequence_id, cl.status)`;
  return next === null ? moved : sql`${moved}, planned as (${plannedMail(job, next)})`;
}

/** Its variant is read off the random bits of the journey's id, among those that the step has: as at the journey's start. */
function plannedMail(job: SendJob, next: { stepNo: number; dueAt: Date }): RawBuilder<unknown> {
  return sql`
    insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, inbox_id, to_email, step_no, variant, due_at, idempotency_key)
    select workspace_id, ${newId()}::uuid, 'sequence', ${job.campaignId}::uuid, id, ${job.leadId}::uuid, ${job.inboxId}::uuid, ${job.toEmail},
      ${next.stepNo}::int, ('x' || right(id::text, 7))::bit(28)::int % greatest((
        select count(*) from message_templates t
        where t.workspace_id = onward.workspace_id and t.sequence_id = onward.sequence_id and t.step_no = ${next.stepNo})::int, 1),
      ${next.dueAt}::timestamptz, ${`seq:${job.campaignLeadId}:${next.stepNo}`}
    from onward where status = 'waiting' on conflict do nothing`;
}
