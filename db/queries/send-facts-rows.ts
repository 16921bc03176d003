/** The facts of the send plan as they lie in the tables: one list of columns and one reading for all who plan. */
import { type RawBuilder, sql } from "kysely";
import { companyDomainOf } from "../../app/domain/company-spread.ts";
import type { QueuedJob } from "../../app/domain/inbox-queue.ts";
import { type MailProviderName, providerLimits, type Ramp } from "../../app/domain/provider-limits.ts";
import type { CampaignFacts, InboxFacts, JobFacts } from "../../app/domain/send-facts.ts";

export const INBOX_FACTS = sql`i.id, i.provider, i.email::text as email, i.status, i.status_reason, i.time_zone, i.country,
  i.window_days, i.window_start, i.window_end, i.cap_per_day, i.ramp, i.ramp_days_back, i.min_gap_seconds,
  i.last_synced_at, i.send_blocked_until, i.send_blocked_reason`;

export type InboxFactsRow = {
  id: string;
  provider: MailProviderName;
  email: string;
  status: InboxFacts["status"];
  status_reason: string | null;
  time_zone: string;
  country: string | null;
  window_days: number[];
  window_start: string;
  window_end: string;
  cap_per_day: number;
  ramp: unknown;
  ramp_days_back: number;
  min_gap_seconds: number;
  last_synced_at: Date | null;
  send_blocked_until: Date | null;
  send_blocked_reason: string | null;
};

export function inboxFactsOf(row: InboxFactsRow): InboxFacts {
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

/** Of the mail `j`, its journey `cl`, its lead `l`, its campaign `c` and the mail before it, `p`. */
const JOB_FACTS = sql`j.id, j.inbox_id, cl.lead_id, cl.sequence_id, j.status, j.campaign_lead_id, j.step_no, j.due_at, j.retry_at,
  j.reason, j.reason_detail, cl.status as lead_status, cl.paused_at,
  l.time_zone as lead_zone, l.time_zone_source as lead_zone_source, l.country as lead_country,
  l.email::text as lead_email, l.company_domain as lead_company,
  case
    when exists (select 1 from suppressions s where s.workspace_id = j.workspace_id and s.email = any(array[l.email, j.to_email])) then 'address'
    when exists (select 1 from suppressions s where s.workspace_id = j.workspace_id
      and s.domain = any(array[split_part(l.email::text, '@', 2)::citext, split_part(j.to_email::text, '@', 2)::citext])) then 'domain'
  end as suppressed_by,
  p.sent_at as previous_sent_at, p.message_id_header as previous_header,
  c.id as campaign_id, c.name as campaign_name, c.status as campaign_status, c.time_zone as campaign_zone,
  c.time_zone_mode as zone_mode, c.follow_holidays, c.window_days, c.window_start, c.window_end`;

const JOB_PARENTS = sql`
  join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id
  join leads l on l.workspace_id = cl.workspace_id and l.id = cl.lead_id
  join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id`;

/** As above, one mail after the other by its keys: for a few mails out of very many. */
const JOB_PARENTS_BY_KEY = sql`
  cross join lateral (select * from campaign_leads where workspace_id = j.workspace_id and id = j.campaign_lead_id offset 0) cl
  cross join lateral (select * from leads where workspace_id = j.workspace_id and id = cl.lead_id offset 0) l
  cross join lateral (select * from campaigns where workspace_id = j.workspace_id and id = j.campaign_id offset 0) c`;

const PREVIOUS_MAIL = sql`
  left join lateral (
    select sent_at, message_id_header from send_jobs p
    where p.workspace_id = j.workspace_id and p.campaign_lead_id = j.campaign_lead_id and p.kind = 'sequence'
      and p.status = 'sent' and p.step_no < j.step_no and j.step_no > 1
    order by p.step_no desc limit 1) p on true`;

/** The facts of the mails of `jobs`, which names them `j`: the table, or a choice from it. A where may follow. */
export function queuedJobsOf(jobs: RawBuilder<unknown>) {
  return sql`select ${JOB_FACTS} from ${jobs} ${JOB_PARENTS} ${PREVIOUS_MAIL}`;
}

/** The same of a few chosen mails, each looked up by its keys: a planner without fresh statistics would join whole tables. */
export function queuedJobsByKey(jobs: RawBuilder<unknown>) {
  return sql`select ${JOB_FACTS} from ${jobs} ${JOB_PARENTS_BY_KEY} ${PREVIOUS_MAIL}`;
}

export const ALL_JOBS = sql`send_jobs j`;

export type QueuedJobRow = {
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

export function queuedJobOf(row: QueuedJobRow): QueuedJob {
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
