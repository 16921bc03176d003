/** What changes when a mail has left: the journey moves on, the next step is planned, counters follow. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { newId } from "../../app/domain/ids.ts";
import type { Arrow } from "../../app/domain/send-ledger.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { lockedRow } from "./send-preflight.ts";

export type NextStep = { stepNo: number; delayDays: number; businessDays: boolean };

/** What the settling of a sent mail needs: whose mail it was, and the step after it in the journey's pinned sequence. */
export async function getSettleFacts(
  scope: Scope,
  job: { inboxId: string; campaignLeadId: string | null; stepNo: number | null },
): Promise<{ fromEmail: string; timeZone: string; next: NextStep | undefined }> {
  const { rows } = await sql<{
    email: string;
    time_zone: string;
    step_no: number | null;
    delay_days: number;
    business_days: boolean;
  }>`
    select i.email::text as email, i.time_zone, next.step_no, next.delay_days, next.business_days
    from inbox_connections i
    left join lateral (
      select s.step_no, s.delay_days, s.business_days
      from campaign_leads cl
      join sequence_steps done on done.workspace_id = cl.workspace_id and done.sequence_id = cl.sequence_id and done.step_no = ${job.stepNo}
      join sequence_steps s on s.workspace_id = cl.workspace_id and s.sequence_id = cl.sequence_id and s.position > done.position
      where cl.workspace_id = i.workspace_id and cl.id = ${job.campaignLeadId}::uuid
      order by s.position limit 1) next on true
    where i.workspace_id = ${scope.workspaceId} and i.id = ${job.inboxId}`.execute(scope.handle);
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no such inbox.");
  const next =
    row.step_no === null
      ? undefined
      : { stepNo: row.step_no, delayDays: row.delay_days, businessDays: row.business_days };
  return { fromEmail: row.email, timeZone: row.time_zone, next };
}

/**
 * sending or uncertain → sent: counted on its day, and the call that was answered gets its end.
 *
 * Rules   locks the day, the lead, the journey and the mail, in this order
 * Shape   → false when the mail is not the caller's any more: nothing of the transaction is
 */
export async function settleSendJob(
  scope: TransactionScope,
  job: SettledJob,
  sent: SettledAs,
  call: { attemptId: string } | null,
): Promise<boolean> {
  const { leadId, campaignLeadId, usageOn } = job;
  const hasJourney = leadId !== null && campaignLeadId !== null;
  const { rows } = await sql`
    with own as (select ${scope.workspaceId}::uuid as workspace_id),
    day as (
      update inbox_days set sent = sent + 1
      where workspace_id = ${scope.workspaceId} and inbox_id = ${job.inboxId} and local_on = ${usageOn}::date
      returning local_on),
    counted as materialized (select own.workspace_id from own where (select count(*) from day) >= 0),
    lead as materialized (${hasJourney ? lockedRow("leads", leadId, "counted") : sql`select workspace_id from counted`}),
    journey as materialized (
      ${hasJourney ? lockedRow("campaign_leads", campaignLeadId, "lead") : sql`select workspace_id from lead`}),
    call as (
      update send_attempts set finished_at = clock_timestamp(), outcome = 'ok', detail = ${sent.providerMessageId}
      where workspace_id = ${scope.workspaceId} and id = ${call?.attemptId ?? null}::uuid)
    update send_jobs j set status = 'sent', updated_at = now(), provider_message_id = ${sent.providerMessageId},
      provider_thread_id = ${sent.threadId}, message_id_header = ${sent.messageIdHeader}, sent_at = ${sent.at},
      reason = null, reason_detail = null, lease_owner = null, lease_until = null
    from journey
    where j.workspace_id = journey.workspace_id and j.id = ${job.sendJobId} and j.fence = ${job.fence} and j.status = ${job.from}
    returning j.id`.execute(scope.handle);
  return rows.length === 1;
}

type SettledJob = {
  sendJobId: string;
  fence: number;
  from: Extract<Arrow, { to: "sent" }>["from"];
  inboxId: string;
  leadId: string | null;
  campaignLeadId: string | null;
  usageOn: string | null;
};

type SettledAs = {
  providerMessageId: string | null;
  threadId: string | null;
  messageIdHeader: string | null;
  at: Date;
};

export async function lockCampaign(scope: TransactionScope, campaignId: string): Promise<void> {
  await scope.handle
    .selectFrom("campaigns")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignId)
    .forNoKeyUpdate()
    .execute();
}

/**
 * Moves a journey past a step that left, and plans the next one's mail. A journey that ended in the meantime keeps its end.
 *
 * Shape   → true when the journey is still waiting
 * Rules   a step's uniqueness makes a repeat change nothing
 */
export async function advanceJourney(
  scope: TransactionScope,
  journey: { campaignId: string; campaignLeadId: string; leadId: string; inboxId: string; toEmail: string },
  stepNo: number,
  next: { stepNo: number; dueAt: Date } | null,
): Promise<boolean> {
  const planned = next && {
    ...next,
    key: `seq:${journey.campaignLeadId}:${next.stepNo}`,
    variant: variantOf(scope, { ...journey, stepNo: next.stepNo }),
  };
  const { rows } = await sql<{ status: string }>`
    with moved as (
      update campaign_leads set position = greatest(position, ${stepNo}), hold_reason = null,
        next_step_no = case when status = 'waiting' then ${next?.stepNo ?? null}::int end,
        next_due_at = case when status = 'waiting' then ${next?.dueAt ?? null}::timestamptz end
      where workspace_id = ${scope.workspaceId} and id = ${journey.campaignLeadId}
      returning workspace_id, id, status)
    ${
      planned
        ? sql`, planned as (
      insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, inbox_id, to_email, step_no, variant, due_at, idempotency_key)
      select workspace_id, ${newId()}::uuid, 'sequence', ${journey.campaignId}::uuid, id, ${journey.leadId}::uuid, ${journey.inboxId}::uuid,
        ${journey.toEmail}::citext, ${planned.stepNo}::int, ${planned.variant}, ${planned.dueAt}::timestamptz, ${planned.key}::text
      from moved where status = 'waiting' on conflict do nothing)`
        : sql``
    }
    select status from moved`.execute(scope.handle);
  return rows[0]?.status === "waiting";
}

/** As at the start of a journey: read off the random bits of its id, among the variants that the step has. */
function variantOf(scope: TransactionScope, job: { campaignLeadId: string; stepNo: number }) {
  return sql<number>`(
    select ('x' || right(journey.id::text, 7))::bit(28)::int % greatest(count(template.variant)::int, 1)
    from campaign_leads journey
    left join message_templates template on template.workspace_id = journey.workspace_id
      and template.sequence_id = journey.sequence_id and template.step_no = ${job.stepNo}
    where journey.workspace_id = ${scope.workspaceId} and journey.id = ${job.campaignLeadId}
    group by journey.id)`;
}

export async function completeJourney(
  scope: TransactionScope,
  input: { campaignLeadId: string; campaignId: string; at: Date },
): Promise<void> {
  const ended = await scope.handle
    .updateTable("campaign_leads")
    .set({ status: "completed", finished_at: input.at, next_step_no: null, next_due_at: null })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.campaignLeadId)
    .where("status", "=", "waiting")
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) return;
  await scope.handle
    .updateTable("campaigns")
    .set({ leads_final: sql`leads_final + 1`, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.campaignId)
    .execute();
}

/** A planned step that must wait for a person, because its previous mail has no ids. */
export async function holdStepJob(
  scope: TransactionScope,
  step: { campaignLeadId: string; stepNo: number; reason: string },
): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ status: "held", reason: "previous_unknown", reason_detail: step.reason, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_lead_id", "=", step.campaignLeadId)
    .where("step_no", "=", step.stepNo)
    .where("kind", "=", "sequence")
    .where("status", "=", "scheduled")
    .execute();
}

/** A journey that cannot go on until a person acts; the campaign does not complete meanwhile. */
export async function holdJourney(scope: TransactionScope, campaignLeadId: string, reason: string): Promise<void> {
  await scope.handle
    .updateTable("campaign_leads")
    .set({ hold_reason: reason })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignLeadId)
    .where("status", "=", "waiting")
    .execute();
}
