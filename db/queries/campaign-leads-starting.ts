/**
 * Starting journeys: pins the sequence and the inbox and plans the first mail, in two statements for any number of
 * leads. The unique key of a step's job makes a second start a refusal, never a second mail.
 */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { TransactionScope } from "../scope.ts";
import { forgetPlans, withoutNestedLoops } from "./campaign-leads-plans.ts";

export type JourneyStart = {
  campaignId: string;
  sequenceId: string;
  firstStepNo: number;
  variantCount: number;
  /** See domain/inbox-assignment.ts; lead number n is written to by pattern[n % length]. */
  inboxPattern: string[];
  /** The number of the first lead started here. */
  firstNumber: number;
  dueAt: Date;
};

/** Starts every waiting journey of the campaign that has not begun. Returns how many. */
export async function startJourneys(scope: TransactionScope, start: JourneyStart): Promise<number> {
  const statement = sql<{ id: string }>`
    with fresh as (
      select id, row_number() over (order by id) - 1 + ${start.firstNumber}::int as number
      from campaign_leads
      where workspace_id = ${scope.workspaceId} and campaign_id = ${start.campaignId}
        and status = 'waiting' and sequence_id is null)
    update campaign_leads
    set sequence_id = ${start.sequenceId}, next_step_no = ${start.firstStepNo}, next_due_at = ${start.dueAt},
        inbox_id = (${start.inboxPattern}::uuid[])[1 + fresh.number % ${start.inboxPattern.length}::int]
    from fresh
    where campaign_leads.workspace_id = ${scope.workspaceId} and campaign_leads.campaign_id = ${start.campaignId}
      and campaign_leads.id = fresh.id
    returning campaign_leads.id`;
  const { rows } = await withoutNestedLoops(scope, () => statement.execute(scope.handle));
  const journeyIds = rows.map((row) => row.id);
  await insertFirstJobs(scope, start, journeyIds);
  return journeyIds.length;
}

/** Which variant a lead gets is read off the random bits of its journey's id. */
async function insertFirstJobs(scope: TransactionScope, start: JourneyStart, journeyIds: string[]): Promise<void> {
  if (journeyIds.length === 0) return;
  await forgetPlans(scope, journeyIds.length);
  const statement = sql`
    insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, step_no, variant, inbox_id,
      to_email, idempotency_key, status, due_at)
    select journey.workspace_id, started.job_id, 'sequence', journey.campaign_id, journey.id, journey.lead_id,
      ${start.firstStepNo}::int, ('x' || right(journey.id::text, 7))::bit(28)::int % ${start.variantCount}::int,
      journey.inbox_id, lead.email, 'seq:' || journey.id || ':' || ${start.firstStepNo}::int, 'scheduled', ${start.dueAt}
    from unnest(${journeyIds}::uuid[], ${journeyIds.map(newId)}::uuid[]) as started (id, job_id)
    join campaign_leads journey on journey.workspace_id = ${scope.workspaceId} and journey.id = started.id
    join leads lead on lead.workspace_id = journey.workspace_id and lead.id = journey.lead_id
    order by journey.id`;
  await withoutNestedLoops(scope, () => statement.execute(scope.handle), journeyIds.length);
}
