/** The send plan's own input loader: the same facts for the tick, the preflight and the explanation. */

import type { Selectable } from "kysely";
import { type RawBuilder, sql } from "kysely";
import { companyDomainOf } from "../../app/domain/company-spread.ts";
import { AppError } from "../../app/domain/errors.ts";
import type { QueuedJob } from "../../app/domain/inbox-queue.ts";
import { providerLimits, type Ramp } from "../../app/domain/provider-limits.ts";
import type { CampaignFacts, InboxFacts, JobFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import type { InboxConnectionsTable } from "../schema.ts";
import type { Scope } from "../scope.ts";

export async function getWorkspaceFacts(scope: Scope): Promise<WorkspaceFacts> {
  const row = await scope.handle
    .selectFrom("workspaces")
    .select(["sending_stopped_at", "time_zone", "company_spread"])
    .where("id", "=", scope.workspaceId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return {
    sendingStoppedAt: row.sending_stopped_at,
    timeZone: row.time_zone,
    companySpread: row.company_spread,
  };
}

export async function getInboxFacts(scope: Scope, inboxId: string): Promise<InboxFacts> {
  const [facts] = await listInboxFacts(scope, [inboxId]);
  if (!facts) throw new AppError("not_found", "There is no such inbox.");
  return facts;
}

export async function listInboxFacts(scope: Scope, inboxIds: string[]): Promise<InboxFacts[]> {
  if (inboxIds.length === 0) return [];
  const rows = await scope.handle
    .selectFrom("inbox_connections")
    .selectAll()
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "in", inboxIds)
    .orderBy("id")
    .execute();
  return rows.map(inboxFactsOf);
}

function inboxFactsOf(row: Selectable<InboxConnectionsTable>): InboxFacts {
  const ceilings = providerLimits(row.provider, row.email);
  return {
    inboxId: row.id,
    email: row.email,
    status: row.status,
    statusReason: row.status_reason,
    timeZone: row.time_zone,
    window: { days: row.window_days, start: row.window_start.slice(0, 5), end: row.window_end.slice(0, 5) },
    country: row.country,
    capPerDay: row.cap_per_day,
    ramp: row.ramp as Ramp | null,
    rampDaysBack: row.ramp_days_back,
    minGapSeconds: row.min_gap_seconds,
    ceilingPer24h: ceilings.per24h,
    ceilingPerMinute: ceilings.perMinute,
    lastSyncedAt: row.last_synced_at,
    blockedUntil: row.send_blocked_until,
    blockedReason: row.send_blocked_reason,
  };
}

/**
 * The mails of an inbox that could go now: every gate open, best first, follow-ups before new leads.
 *
 * Rules   the first few of each lane (campaign, zone, country, follow-up or not), for the mails of one lane obey the same
 *         rules: a long lane whose window is closed must not hide the others, nor one company's mails those of the rest.
 *         A follow-up waits for its previous mail's ids
 */
export async function listSendableJobs(
  scope: Scope,
  inboxId: string,
  dueBefore: Date,
  look: { perLane: number; except: string[]; fullCompanies: string[] },
): Promise<QueuedJob[]> {
  // In a query of its own: joined to the facts, a planner without statistics would do it once per row.
  const { rows } = await sql<{ id: string }>`
    select id from (
      select j.id, row_number() over (
        partition by j.campaign_id, j.step_no > 1, case c.time_zone_mode when 'lead' then l.time_zone end,
          case when c.follow_holidays then l.country end,
          lower(coalesce(nullif(l.company_domain, ''), split_part(l.email::text, '@', 2))) = any(${look.fullCompanies}::text[])
        order by j.due_at, j.campaign_lead_id, j.step_no) as place
      from send_jobs j
      join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id and c.status = 'active'
      join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id
        and cl.status = 'waiting' and cl.paused_at is null
      join leads l on l.workspace_id = j.workspace_id and l.id = j.lead_id
      where j.workspace_id = ${scope.workspaceId} and j.inbox_id = ${inboxId} and j.kind = 'sequence'
        and j.status in ('scheduled', 'prepared') and j.due_at <= ${dueBefore}
        and (j.retry_at is null or j.retry_at <= ${dueBefore}) and (j.lease_until is null or j.lease_until < now())
        and j.id <> all(${look.except}::uuid[])
        and (j.step_no = 1 or not exists (
          select from send_jobs before where before.workspace_id = j.workspace_id
            and before.campaign_lead_id = j.campaign_lead_id and before.kind = 'sequence' and before.status = 'sent'
            and before.step_no < j.step_no and before.message_id_header is null))) lanes
    where place <= ${look.perLane}`.execute(scope.handle);
  if (rows.length === 0) return [];
  return listQueuedJobs(
    scope,
    sql`j.id = any(${rows.map((row) => row.id)}::uuid[])`,
    sql`(j.step_no > 1) desc, j.due_at, j.campaign_lead_id, j.step_no`,
  );
}

/** Open mails of given leads' journeys or of a campaign, for explanations. */
export function listJourneyJobs(scope: Scope, campaignLeadIds: string[]): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.kind = 'sequence' and j.campaign_lead_id = any(${campaignLeadIds}::uuid[]) and j.status not in ('sent', 'canceled', 'skipped')`,
    sql`j.campaign_lead_id, j.step_no`,
  );
}

/** Every open mail of these inboxes, whatever holds it: what a simulation begins with. */
export function listOpenJobs(scope: Scope, inboxIds: string[]): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.inbox_id = any(${inboxIds}::uuid[]) and j.kind = 'sequence' and cl.status = 'waiting'
      and j.status not in ('sent', 'canceled', 'skipped')`,
    sql`j.campaign_lead_id, j.step_no`,
  );
}

export async function findQueuedJob(scope: Scope, sendJobId: string): Promise<QueuedJob | undefined> {
  const [queued] = await listQueuedJobs(scope, sql`j.id = ${sendJobId}`, sql`j.id`);
  return queued;
}

/** Mails that stand before others in the inboxes' queues: the first `limit` of each inbox. */
export async function listQueueHeads(scope: Scope, inboxId: string, limit: number): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.inbox_id = ${inboxId} and j.status in ('scheduled', 'preparing', 'prepared') and j.kind = 'sequence'
      and c.status = 'active' and cl.status = 'waiting' and cl.paused_at is null`,
    sql`j.due_at, (j.step_no > 1) desc, j.campaign_lead_id limit ${limit}`,
  );
}

type FactsRow = {
  id: string;
  inbox_id: string;
  lead_id: string;
  sequence_id: string | null;
  status: string;
  campaign_lead_id: string;
  step_no: number;
  due_at: Date;
  retry_at: Date | null;
  reason: string | null;
  reason_detail: string | null;
  lead_status: JobFacts["leadStatus"];
  paused_at: Date | null;
  suppressed_by: string | null;
  lead_zone: string | null;
  lead_zone_source: string | null;
  lead_country: string | null;
  lead_email: string;
  lead_company: string | null;
  previous_sent_at: Date | null;
  previous_header: string | null;
  campaign_id: string;
  campaign_name: string;
  campaign_status: CampaignFacts["status"];
  campaign_zone: string | null;
  zone_mode: CampaignFacts["timeZoneMode"];
  follow_holidays: boolean;
  window_days: number[];
  window_start: string;
  window_end: string;
};

async function listQueuedJobs(
  scope: Scope,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<QueuedJob[]> {
  const { rows } = await sql<FactsRow>`
    select j.id, j.inbox_id, cl.lead_id, cl.sequence_id, j.status, j.campaign_lead_id, j.step_no, j.due_at, j.retry_at, j.reason, j.reason_detail,
      cl.status as lead_status, cl.paused_at,
      l.time_zone as lead_zone, l.time_zone_source as lead_zone_source, l.country as lead_country,
      l.email as lead_email, l.company_domain as lead_company,
      case
        when exists (select 1 from suppressions s where s.workspace_id = j.workspace_id and s.email = any(array[l.email, j.to_email])) then 'address'
        when exists (select 1 from suppressions s where s.workspace_id = j.workspace_id
          and s.domain = any(array[split_part(l.email::text, '@', 2)::citext, split_part(j.to_email::text, '@', 2)::citext])) then 'domain'
      end as suppressed_by,
      p.sent_at as previous_sent_at, p.message_id_header as previous_header,
      c.id as campaign_id, c.name as campaign_name, c.status as campaign_status, c.time_zone as campaign_zone,
      c.time_zone_mode as zone_mode, c.follow_holidays, c.window_days, c.window_start, c.window_end
    from send_jobs j
    join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id
    join leads l on l.workspace_id = cl.workspace_id and l.id = cl.lead_id
    join campaigns c on c.workspace_id = cl.workspace_id and c.id = cl.campaign_id
    left join lateral (
      select sent_at, message_id_header from send_jobs p
      where p.workspace_id = j.workspace_id and p.campaign_lead_id = j.campaign_lead_id and p.kind = 'sequence'
        and p.status = 'sent' and p.step_no < j.step_no
      order by p.step_no desc limit 1) p on true
    where j.workspace_id = ${scope.workspaceId} and ${where}
    order by ${order}`.execute(scope.handle);
  return rows.map(queuedJobOf);
}

function queuedJobOf(row: FactsRow): QueuedJob {
  const isStuck = ["held", "failed", "uncertain"].includes(row.status);
  return {
    inboxId: row.inbox_id,
    leadId: row.lead_id,
    sequenceId: row.sequence_id,
    job: {
      sendJobId: row.id,
      campaignLeadId: row.campaign_lead_id,
      stepNo: row.step_no,
      isFollowUp: row.previous_sent_at !== null,
      status: row.status,
      holdReason: isStuck ? (row.reason_detail ?? row.reason ?? row.status) : null,
      dueAt: row.due_at,
      retryAt: row.retry_at,
      leadStatus: row.lead_status,
      isLeadPaused: row.paused_at !== null,
      suppressedBy: row.suppressed_by,
      leadTimeZone: row.lead_zone,
      leadTimeZoneSource: row.lead_zone_source,
      leadCountry: row.lead_country,
      companyDomain: companyDomainOf(row.lead_email, row.lead_company),
      previousSentAt: row.previous_sent_at,
      hasPreviousIds: row.previous_sent_at === null || row.previous_header !== null,
    },
    campaign: {
      campaignId: row.campaign_id,
      name: row.campaign_name,
      status: row.campaign_status,
      timeZone: row.campaign_zone,
      timeZoneMode: row.zone_mode,
      followHolidays: row.follow_holidays,
      window: { days: row.window_days, start: row.window_start.slice(0, 5), end: row.window_end.slice(0, 5) },
    },
  };
}
