/** What a simulation is told beside the open mails: the steps of sequences, and leads whose journey has not begun. */
import { sql } from "kysely";
import { FREE_MAIL_DOMAINS } from "../../app/domain/address-lists.ts";
import { companyDomainOf } from "../../app/domain/company-spread.ts";
import type { JobFacts } from "../../app/domain/send-facts.ts";
import type { SimulatedStep } from "../../app/domain/simulation-facts.ts";
import type { Scope } from "../scope.ts";

/** The steps of each sequence in the order in which they are mailed. */
export async function listStepDelays(scope: Scope, sequenceIds: string[]): Promise<Map<string, SimulatedStep[]>> {
  const steps = new Map<string, SimulatedStep[]>();
  if (sequenceIds.length === 0) return steps;
  const rows = await scope.handle
    .selectFrom("sequence_steps")
    .select(["sequence_id", "step_no", "delay_days", "business_days"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("sequence_id", "in", sequenceIds)
    .orderBy("sequence_id")
    .orderBy("position")
    .execute();
  for (const row of rows) {
    const step = { stepNo: row.step_no, delayDays: row.delay_days, businessDays: row.business_days };
    steps.set(row.sequence_id, [...(steps.get(row.sequence_id) ?? []), step]);
  }
  return steps;
}

export type UnstartedJourney = { leadId: string; job: JobFacts };

/** The leads that a launch at `dueAt` would begin with, in the order in which it deals them to the inboxes. */
export async function listUnstartedJourneys(
  scope: Scope,
  question: { campaignId: string; firstStepNo: number; dueAt: Date },
): Promise<UnstartedJourney[]> {
  const { rows } = await sql<{
    id: string;
    leadId: string;
    paused: boolean;
    email: string;
    company: string | null;
    zone: string | null;
    zoneSource: string | null;
    country: string | null;
    suppressedBy: string | null;
  }>`
    select cl.id, cl.lead_id as "leadId", cl.paused_at is not null as paused, l.email, l.company_domain as company,
      l.time_zone as zone, l.time_zone_source as "zoneSource", l.country,
      case
        when exists (select 1 from suppressions s where s.workspace_id = l.workspace_id and s.email = l.email) then 'address'
        when exists (select 1 from suppressions s where s.workspace_id = l.workspace_id
          and s.domain = split_part(l.email::text, '@', 2)::citext) then 'domain'
      end as "suppressedBy"
    from campaign_leads cl
    join leads l on l.workspace_id = cl.workspace_id and l.id = cl.lead_id
    where cl.workspace_id = ${scope.workspaceId} and cl.campaign_id = ${question.campaignId}
      and cl.status = 'waiting' and cl.sequence_id is null
    order by cl.id`.execute(scope.handle);
  return rows.map((row) => ({
    leadId: row.leadId,
    job: {
      sendJobId: row.id,
      campaignLeadId: row.id,
      stepNo: question.firstStepNo,
      isFollowUp: false,
      status: "scheduled",
      holdReason: null,
      dueAt: question.dueAt,
      retryAt: null,
      leadStatus: "waiting",
      isLeadPaused: row.paused,
      suppressedBy: row.suppressedBy,
      leadTimeZone: row.zone,
      leadTimeZoneSource: row.zoneSource,
      leadCountry: row.country,
      companyDomain: companyDomainOf(row.email, row.company),
      previousSentAt: null,
      hasPreviousIds: true,
    },
  }));
}

/**
 * For each company that more than one inbox has mail for in running campaigns: those inboxes. The campaign asked for counts
 * as running with `inboxIds`, so a draft's leads have a say.
 */
export async function listInboxesOfCompanies(
  scope: Scope,
  question: { campaignId: string; inboxIds: string[] },
): Promise<string[][]> {
  const { rows } = await sql<{ inboxIds: string[] }>`
    select array_agg(distinct inbox_id) as "inboxIds" from (
      select j.inbox_id, lower(coalesce(nullif(l.company_domain, ''), split_part(l.email::text, '@', 2))) as company
      from send_jobs j
      join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id and c.status = 'active'
      join leads l on l.workspace_id = j.workspace_id and l.id = j.lead_id
      where j.workspace_id = ${scope.workspaceId} and j.kind = 'sequence'
        and j.status in ('scheduled', 'preparing', 'prepared', 'sending')
      union
      select own.inbox_id, lower(coalesce(nullif(l.company_domain, ''), split_part(l.email::text, '@', 2)))
      from campaign_leads cl
      join leads l on l.workspace_id = cl.workspace_id and l.id = cl.lead_id
      cross join unnest(${question.inboxIds}::uuid[]) as own (inbox_id)
      where cl.workspace_id = ${scope.workspaceId} and cl.campaign_id = ${question.campaignId} and cl.status = 'waiting'
    ) mails
    where company <> all(${[...FREE_MAIL_DOMAINS]}::text[])
    group by company having count(distinct inbox_id) > 1`.execute(scope.handle);
  return rows.map(({ inboxIds }) => inboxIds);
}
