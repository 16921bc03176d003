/** What changes when a mail has left: the journey moves on, the next step is planned, counters follow. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type NextStep = { stepNo: number; delayDays: number; businessDays: boolean };

/** The step after `stepNo` in the journey's pinned sequence; undefined after the last. */
export async function findNextStep(
  scope: Scope,
  campaignLeadId: string,
  stepNo: number,
): Promise<NextStep | undefined> {
  const row = await scope.handle
    .selectFrom("campaign_leads as cl")
    .innerJoin("sequence_steps as s", (join) =>
      join.onRef("s.workspace_id", "=", "cl.workspace_id").onRef("s.sequence_id", "=", "cl.sequence_id"),
    )
    .innerJoin("sequence_steps as done", (join) =>
      join.onRef("done.workspace_id", "=", "cl.workspace_id").onRef("done.sequence_id", "=", "cl.sequence_id"),
    )
    .select(["s.step_no", "s.delay_days", "s.business_days"])
    .where("cl.workspace_id", "=", scope.workspaceId)
    .where("cl.id", "=", campaignLeadId)
    .where("done.step_no", "=", stepNo)
    .whereRef("s.position", ">", "done.position")
    .orderBy("s.position")
    .limit(1)
    .executeTakeFirst();
  return row && { stepNo: row.step_no, delayDays: row.delay_days, businessDays: row.business_days };
}

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
 * Moves a journey past a step that left. A journey that ended in the meantime keeps its end.
 *
 * Shape   → true when the journey is still waiting
 */
export async function advanceJourney(
  scope: TransactionScope,
  input: { campaignLeadId: string; stepNo: number; next: { stepNo: number; dueAt: Date } | null },
): Promise<boolean> {
  const row = await scope.handle
    .updateTable("campaign_leads")
    .set({
      position: sql`greatest(position, ${input.stepNo})`,
      next_step_no: sql`case when status = 'waiting' then ${input.next?.stepNo ?? null}::int end`,
      next_due_at: sql`case when status = 'waiting' then ${input.next?.dueAt ?? null}::timestamptz end`,
      hold_reason: null,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.campaignLeadId)
    .returning("status")
    .executeTakeFirst();
  return row?.status === "waiting";
}

/** Plans the next step's mail; the step's uniqueness makes a repeat change nothing. */
export async function insertStepJob(
  scope: TransactionScope,
  job: {
    campaignId: string;
    campaignLeadId: string;
    leadId: string;
    inboxId: string;
    toEmail: string;
    stepNo: number;
    dueAt: Date;
  },
): Promise<void> {
  await scope.handle
    .insertInto("send_jobs")
    .values({
      workspace_id: scope.workspaceId,
      id: newId(),
      kind: "sequence",
      campaign_id: job.campaignId,
      campaign_lead_id: job.campaignLeadId,
      lead_id: job.leadId,
      inbox_id: job.inboxId,
      to_email: job.toEmail,
      step_no: job.stepNo,
      variant: variantOf(scope, job),
      due_at: job.dueAt,
      idempotency_key: `seq:${job.campaignLeadId}:${job.stepNo}`,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
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
