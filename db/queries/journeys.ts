/**
 * Ending journeys. A stop takes its locks in the order of the house (campaigns, leads, campaign leads, jobs; each kind
 * in id order), so that it and a preflight wait for each other and never in a circle.
 * Whoever locks leads for another reason in the same transaction calls lockJourneysOfLeads first.
 */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

export type StopStatus = "replied" | "bounced" | "unsubscribed" | "stopped";
export type Journey = {
  campaignLeadId: string;
  campaignId: string;
  leadId: string;
  inboxId: string | null;
  position: number;
};

/**
 * Locks the campaigns, the leads and then the waiting journeys of these leads (in all campaigns, or in one).
 *
 * Rules   an empty list of leads locks nothing; leads without a waiting journey are locked all the same
 */
export async function lockJourneysOfLeads(
  scope: TransactionScope,
  input: { leadIds: string[]; campaignId?: string },
): Promise<Journey[]> {
  if (input.leadIds.length === 0) return [];
  const only = input.campaignId === undefined ? sql`true` : sql`campaign_id = ${input.campaignId}`;
  const { rows } = await sql<{ id: string }>`
    select id from campaign_leads
    where workspace_id = ${scope.workspaceId} and lead_id = any(${input.leadIds}::uuid[]) and status = 'waiting' and ${only}`.execute(
    scope.handle,
  );
  return lockInOrder(
    scope,
    rows.map((row) => row.id),
    input.leadIds,
  );
}

/**
 * Ends waiting journeys and takes back their mails that have not left.
 *
 * Shape   ids, final status, reason in plain words, application time → the journeys that this call ended
 * Rules   set-based; journeys that are final already stay as they are; jobs in `sending` are left to their outcome;
 *         campaigns whose last journey ends here become completed
 * Errors  none
 */
export async function stopJourneys(
  scope: TransactionScope,
  input: { campaignLeadIds: string[]; status: StopStatus; reason: string; at: Date },
): Promise<Journey[]> {
  if (input.campaignLeadIds.length === 0) return [];
  const journeys = await lockInOrder(scope, input.campaignLeadIds, []);
  if (journeys.length === 0) return [];
  const ids = journeys.map((journey) => journey.campaignLeadId);
  await sql`
    update campaign_leads
    set status = ${input.status}, status_reason = ${input.reason}, finished_at = ${input.at},
        next_step_no = null, next_due_at = null, hold_reason = null
    where workspace_id = ${scope.workspaceId} and id = any(${ids}::uuid[])`.execute(scope.handle);
  await cancelJobs(scope, ids, input);
  const campaignIds = [...new Set(journeys.map((journey) => journey.campaignId))];
  await sql`
    update campaigns set leads_final = leads_final + ended.count, updated_at = now()
    from (select campaign_id, count(*)::int as count from campaign_leads
          where workspace_id = ${scope.workspaceId} and id = any(${ids}::uuid[]) group by campaign_id) ended
    where campaigns.workspace_id = ${scope.workspaceId} and campaigns.id = ended.campaign_id`.execute(scope.handle);
  await completeCampaignsIfFinal(scope, { campaignIds, at: input.at });
  return journeys;
}

/** A campaign is completed when each of its leads is final: a stored decision, made where the last one ends. */
export async function completeCampaignsIfFinal(
  scope: TransactionScope,
  input: { campaignIds: string[]; at: Date },
): Promise<string[]> {
  if (input.campaignIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    update campaigns set status = 'completed', completed_at = ${input.at}, updated_at = now()
    where workspace_id = ${scope.workspaceId} and id = any(${input.campaignIds}::uuid[])
      and status in ('active', 'paused') and leads_total > 0 and leads_final >= leads_total
      and not exists (select from campaign_leads
        where campaign_leads.workspace_id = campaigns.workspace_id and campaign_leads.campaign_id = campaigns.id
          and campaign_leads.status = 'waiting')
    returning id`.execute(scope.handle);
  return rows.map((row) => row.id);
}

async function lockInOrder(scope: TransactionScope, campaignLeadIds: string[], leadIds: string[]): Promise<Journey[]> {
  if (campaignLeadIds.length > 0) {
    await sql`
      select from campaigns
      where workspace_id = ${scope.workspaceId} and id in (
        select campaign_id from campaign_leads where workspace_id = ${scope.workspaceId} and id = any(${campaignLeadIds}::uuid[]))
      order by id for no key update`.execute(scope.handle);
  }
  await sql`
    select from leads
    where workspace_id = ${scope.workspaceId} and (id = any(${leadIds}::uuid[]) or id in (
      select lead_id from campaign_leads where workspace_id = ${scope.workspaceId} and id = any(${campaignLeadIds}::uuid[])))
    order by id for no key update`.execute(scope.handle);
  if (campaignLeadIds.length === 0) return [];
  const { rows } = await sql<Journey>`
    select id as "campaignLeadId", campaign_id as "campaignId", lead_id as "leadId", inbox_id as "inboxId", position
    from campaign_leads
    where workspace_id = ${scope.workspaceId} and id = any(${campaignLeadIds}::uuid[]) and status = 'waiting'
    order by id for no key update`.execute(scope.handle);
  return rows;
}

async function cancelJobs(
  scope: TransactionScope,
  campaignLeadIds: string[],
  input: { status: string; reason: string },
) {
  await sql`
    with mine as (
      select id from send_jobs
      where workspace_id = ${scope.workspaceId} and campaign_lead_id = any(${campaignLeadIds}::uuid[])
        and status in ('scheduled', 'held', 'preparing', 'prepared')
      order by id for no key update)
    update send_jobs
    set status = 'canceled', reason = ${input.status}, reason_detail = ${input.reason},
        lease_owner = null, lease_until = null, retry_at = null, updated_at = now()
    from mine
    where send_jobs.workspace_id = ${scope.workspaceId} and send_jobs.id = mine.id`.execute(scope.handle);
}

/** Leads of the same company that still wait in a campaign whose rule is to stop them all; else none. */
export async function listCompanyColleagues(
  scope: Scope,
  input: { campaignId: string; leadId: string },
): Promise<{ leadId: string; companyDomain: string }[]> {
  const { rows } = await sql<{ leadId: string; companyDomain: string }>`
    select other.id as "leadId", other.company_domain as "companyDomain"
    from leads me
    join campaigns campaign on campaign.workspace_id = me.workspace_id and campaign.id = ${input.campaignId}
      and (campaign.stop_rules ->> 'companyStop')::boolean
    join leads other on other.workspace_id = me.workspace_id and other.company_domain = me.company_domain and other.id <> me.id
    join campaign_leads journey on journey.workspace_id = other.workspace_id and journey.lead_id = other.id
      and journey.campaign_id = campaign.id and journey.status = 'waiting'
    where me.workspace_id = ${scope.workspaceId} and me.id = ${input.leadId}`.execute(scope.handle);
  return rows;
}

export async function findJourneyStatus(scope: Scope, campaignLeadId: string): Promise<string | undefined> {
  const { rows } = await sql<{ status: string }>`
    select status from campaign_leads where workspace_id = ${scope.workspaceId} and id = ${campaignLeadId}`.execute(
    scope.handle,
  );
  return rows[0]?.status;
}
