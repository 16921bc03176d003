/** What changes when a mail has left: the journey moves on, the next step is planned, counters follow. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { Scope, TransactionScope } from "../scope.ts";

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

export async function lockCampaign(scope: TransactionScope, campaignId: string): Promise<void> {
  await scope.handle
    .selectFrom("campaigns")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignId)
    .forNoKeyUpdate()
    .execute();
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
