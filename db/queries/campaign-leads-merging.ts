/** The leads of a campaign with what a template may need, page by page in the order of their journeys. */
import { sql } from "kysely";
import type { MergeLead } from "../../app/domain/lead-merge-fields.ts";
import type { Scope } from "../scope.ts";

export type MergingLead = MergeLead & { campaignLeadId: string; leadId: string };

export async function listMergingLeads(
  scope: Scope,
  request: { campaignId: string; afterId: string | null; limit: number },
): Promise<MergingLead[]> {
  const after = request.afterId === null ? sql`true` : sql`journey.id > ${request.afterId}::uuid`;
  const { rows } = await sql<MergingLead>`
    select journey.id as "campaignLeadId", lead.id as "leadId", lead.email::text as email,
      lead.first_name as "firstName", lead.last_name as "lastName", lead.title, lead.company_name as "companyName",
      lead.company_domain as "companyDomain", lead.country, lead.custom
    from campaign_leads journey
    join leads lead on lead.workspace_id = journey.workspace_id and lead.id = journey.lead_id
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${request.campaignId}
      and journey.status = 'waiting' and ${after}
    order by journey.id limit ${request.limit}`.execute(scope.handle);
  return rows;
}

/** One lead of the campaign: the one asked for, else the first. */
export async function findMergingLead(
  scope: Scope,
  campaignId: string,
  leadId: string | null,
): Promise<(MergingLead & { inboxId: string | null }) | undefined> {
  const only = leadId === null ? sql`true` : sql`journey.lead_id = ${leadId}`;
  const { rows } = await sql<MergingLead & { inboxId: string | null }>`
    select journey.id as "campaignLeadId", journey.inbox_id as "inboxId", lead.id as "leadId", lead.email::text as email,
      lead.first_name as "firstName", lead.last_name as "lastName", lead.title, lead.company_name as "companyName",
      lead.company_domain as "companyDomain", lead.country, lead.custom
    from campaign_leads journey
    join leads lead on lead.workspace_id = journey.workspace_id and lead.id = journey.lead_id
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${campaignId} and ${only}
    order by journey.id limit 1`.execute(scope.handle);
  return rows[0];
}

/** The zones known of the leads that wait; null when some lead's zone is not known. */
export async function listLeadTimeZones(scope: Scope, campaignId: string): Promise<(string | null)[]> {
  const { rows } = await sql<{ timeZone: string | null }>`
    select distinct lead.time_zone as "timeZone"
    from campaign_leads journey
    join leads lead on lead.workspace_id = journey.workspace_id and lead.id = journey.lead_id
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${campaignId} and journey.status = 'waiting'
    limit 600`.execute(scope.handle);
  return rows.map((row) => row.timeZone);
}
