/** Numbers that the campaign pages show, from the stored statistics; and the mails last sent and next planned. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

export type CampaignFigures = { sent: number; replied: number; bounced: number };

/** Totals over all days, for the campaigns of one list page. */
export async function listCampaignFigures(scope: Scope, campaignIds: string[]): Promise<Map<string, CampaignFigures>> {
  if (campaignIds.length === 0) return new Map();
  const { rows } = await sql<CampaignFigures & { campaignId: string }>`
    select campaign_id as "campaignId", sum(sent)::int as sent, sum(replied)::int as replied, sum(bounced)::int as bounced
    from daily_stats
    where workspace_id = ${scope.workspaceId} and campaign_id = any(${campaignIds}::uuid[])
    group by campaign_id`.execute(scope.handle);
  return new Map(rows.map(({ campaignId, ...figures }) => [campaignId, figures]));
}

export type DayFigures = { on: string; sent: number; replied: number; bounced: number };

/** Whole workspace, one row per day that had something. */
export async function listDayFigures(scope: Scope, fromOn: string): Promise<DayFigures[]> {
  const { rows } = await sql<DayFigures>`
    select stat_on as on, sum(sent)::int as sent, sum(replied)::int as replied, sum(bounced)::int as bounced
    from daily_stats
    where workspace_id = ${scope.workspaceId} and stat_on >= ${fromOn}::date
    group by stat_on order by stat_on`.execute(scope.handle);
  return rows;
}

export type SentMail = {
  sendJobId: string;
  leadId: string;
  email: string;
  stepNo: number;
  subject: string;
  inboxEmail: string;
  sentAt: Date;
};

const sentColumns = sql`
  job.id as "sendJobId", job.lead_id as "leadId", job.to_email::text as email, job.step_no as "stepNo",
  coalesce(job.rendered_subject, '') as subject, inbox.email::text as "inboxEmail", job.sent_at as "sentAt"`;

/** Newest first. */
export async function listLastSent(scope: Scope, campaignId: string, limit: number): Promise<SentMail[]> {
  const { rows } = await sql<SentMail>`
    select ${sentColumns} from send_jobs job
    join inbox_connections inbox on inbox.workspace_id = job.workspace_id and inbox.id = job.inbox_id
    where job.workspace_id = ${scope.workspaceId} and job.campaign_id = ${campaignId} and job.kind = 'sequence'
      and job.status = 'sent' and job.sent_at is not null
    order by job.sent_at desc, job.id desc limit ${limit}`.execute(scope.handle);
  return rows;
}

export type JourneyMail = {
  sendJobId: string;
  stepNo: number;
  status: string;
  subject: string | null;
  reason: string | null;
  /** The kind of doubt that a person decides, as on the sending page. */
  doubt: "uncertain" | "failed" | "unnamed" | null;
  inboxEmail: string;
  at: Date;
};

/** Every mail of one journey, in order: sent, planned, held or taken back. */
export async function listJourneyMails(scope: Scope, campaignLeadId: string): Promise<JourneyMail[]> {
  const { rows } = await sql<JourneyMail>`
    select job.id as "sendJobId", job.step_no as "stepNo", job.status, job.rendered_subject as subject,
      coalesce(job.reason_detail, job.reason) as reason, inbox.email::text as "inboxEmail",
      case when job.status in ('uncertain', 'failed') then job.status
        when job.status = 'held' and job.reason = 'previous_unknown' then 'unnamed' end as doubt,
      coalesce(job.sent_at, job.due_at) as at
    from send_jobs job
    join inbox_connections inbox on inbox.workspace_id = job.workspace_id and inbox.id = job.inbox_id
    where job.workspace_id = ${scope.workspaceId} and job.campaign_lead_id = ${campaignLeadId} and job.kind = 'sequence'
    order by job.step_no`.execute(scope.handle);
  return rows;
}

/** The journeys whose next mail is due first, in one campaign or in all. */
export async function listNextJourneyIds(
  scope: Scope,
  request: { campaignId?: string; limit: number },
): Promise<string[]> {
  const only = request.campaignId === undefined ? sql`true` : sql`campaign_id = ${request.campaignId}`;
  const { rows } = await sql<{ id: string }>`
    select campaign_lead_id as id from send_jobs
    where workspace_id = ${scope.workspaceId} and kind = 'sequence' and ${only}
      and status in ('scheduled', 'preparing', 'prepared', 'sending', 'held')
    order by due_at, (step_no > 1) desc, campaign_lead_id limit ${request.limit}`.execute(scope.handle);
  return rows.map((row) => row.id);
}
