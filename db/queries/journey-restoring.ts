/** Taking an opt-out back that nobody meant: the journeys it ended go on where they stood. */
import { sql } from "kysely";
import type { TransactionScope } from "../scope.ts";

/**
 * Locks the lead's journeys that ended as unsubscribed, in the order of the house, before suppressions are touched.
 *
 * Shape   lead → ids of journeys in campaigns that still run
 */
export async function lockUnsubscribedJourneys(scope: TransactionScope, leadId: string): Promise<string[]> {
  await sql`
    select from campaigns where workspace_id = ${scope.workspaceId} and id in (
      select campaign_id from campaign_leads
      where workspace_id = ${scope.workspaceId} and lead_id = ${leadId} and status = 'unsubscribed')
    order by id for no key update`.execute(scope.handle);
  await sql`select from leads where workspace_id = ${scope.workspaceId} and id = ${leadId} for no key update`.execute(
    scope.handle,
  );
  const { rows } = await sql<{ id: string }>`
    select journey.id from campaign_leads journey
    join campaigns on campaigns.workspace_id = journey.workspace_id and campaigns.id = journey.campaign_id
    where journey.workspace_id = ${scope.workspaceId} and journey.lead_id = ${leadId} and journey.status = 'unsubscribed'
      and campaigns.status in ('active', 'paused')
    order by journey.id for no key update of journey`.execute(scope.handle);
  return rows.map((row) => row.id);
}

/**
 * Journeys whose next mail was taken back wait for it again; how many do. A draft that may still stand, or was sent by
 * hand, goes on as the same mail: a second one beside it could leave too.
 */
export async function restoreJourneys(scope: TransactionScope, campaignLeadIds: string[]): Promise<number> {
  const { rows } = await sql<{ campaignId: string }>`
    with planned as (
      update send_jobs set status = case when draft_id is null then 'scheduled' else 'prepared' end, fence = fence + 1,
        reason = null, reason_detail = null, retry_at = null, updated_at = now()
      where workspace_id = ${scope.workspaceId} and campaign_lead_id = any(${campaignLeadIds}::uuid[])
        and kind = 'sequence' and status = 'canceled' and reason = 'unsubscribed'
      returning campaign_lead_id, step_no, due_at)
    update campaign_leads set status = 'waiting', status_reason = null, finished_at = null,
      next_step_no = planned.step_no, next_due_at = planned.due_at
    from planned
    where campaign_leads.workspace_id = ${scope.workspaceId} and campaign_leads.id = planned.campaign_lead_id
      and campaign_leads.status = 'unsubscribed'
    returning campaign_leads.campaign_id as "campaignId"`.execute(scope.handle);
  const campaignIds = rows.map((row) => row.campaignId);
  await sql`
    update campaigns set leads_final = leads_final - again.count, updated_at = now()
    from (select id, count(*)::int as count from unnest(${campaignIds}::uuid[]) as one (id) group by id) again
    where campaigns.workspace_id = ${scope.workspaceId} and campaigns.id = again.id`.execute(scope.handle);
  return rows.length;
}

/** The person did answer in this campaign: the journey stays ended, with the true reason. */
export async function updateJourneyReplied(scope: TransactionScope, campaignLeadId: string): Promise<void> {
  await sql`
    update campaign_leads set status = 'replied', status_reason = 'They answered.'
    where workspace_id = ${scope.workspaceId} and id = ${campaignLeadId} and status = 'unsubscribed'`.execute(
    scope.handle,
  );
}
