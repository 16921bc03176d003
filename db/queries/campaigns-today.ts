/** What the first page says of today: mails due per inbox with what its cap leaves, and mails held. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

export type InboxToday = {
  inboxId: string;
  timeZone: string;
  status: string;
  dueCount: number;
  capPerDay: number;
  reservedCount: number;
};

/** Counting stops here; pages then say "10,000+". */
export const COUNT_LIMIT = 10_001;

/** Mails of running campaigns due before an instant, per active inbox. `ons` are the inboxes' local days. */
export async function listInboxesToday(scope: Scope, request: { dueBefore: Date; on: string }): Promise<InboxToday[]> {
  const { rows } = await sql<InboxToday>`
    select inbox.id as "inboxId", inbox.time_zone as "timeZone", inbox.status, inbox.cap_per_day as "capPerDay",
      coalesce(day.reserved, 0) as "reservedCount",
      (select count(*)::int from (
        select from send_jobs job
        join campaigns campaign on campaign.workspace_id = job.workspace_id and campaign.id = job.campaign_id and campaign.status = 'active'
        join campaign_leads journey on journey.workspace_id = job.workspace_id and journey.id = job.campaign_lead_id
          and journey.status = 'waiting' and journey.paused_at is null
        where job.workspace_id = inbox.workspace_id and job.inbox_id = inbox.id and job.kind = 'sequence'
          and job.status in ('scheduled', 'preparing', 'prepared') and job.due_at < ${request.dueBefore}
        limit ${COUNT_LIMIT}) due) as "dueCount"
    from inbox_connections inbox
    left join inbox_days day on day.workspace_id = inbox.workspace_id and day.inbox_id = inbox.id and day.local_on = ${request.on}::date
    where inbox.workspace_id = ${scope.workspaceId}
    order by inbox.id`.execute(scope.handle);
  return rows;
}

/** Waiting journeys that somebody must look at: their mail is held, failed or uncertain, or their inbox cannot send. */
export async function countHeld(scope: Scope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from send_jobs job
      join campaigns campaign on campaign.workspace_id = job.workspace_id and campaign.id = job.campaign_id and campaign.status = 'active'
      join campaign_leads journey on journey.workspace_id = job.workspace_id and journey.id = job.campaign_lead_id and journey.status = 'waiting'
      join inbox_connections inbox on inbox.workspace_id = job.workspace_id and inbox.id = job.inbox_id
      where job.workspace_id = ${scope.workspaceId} and job.kind = 'sequence'
        and (job.status in ('held', 'failed', 'uncertain')
          or journey.paused_at is not null and job.status = 'scheduled'
          or inbox.status <> 'active' and job.status in ('scheduled', 'preparing', 'prepared'))
      limit ${COUNT_LIMIT}) held`.execute(scope.handle);
  return rows[0]?.count ?? 0;
}

export type WorkspaceFacts = { timeZone: string; postalAddress: string | null; sendingStoppedAt: Date | null };

export async function getWorkspaceFacts(scope: Scope): Promise<WorkspaceFacts> {
  const row = await scope.handle
    .selectFrom("workspaces")
    .select(["time_zone", "postal_address", "sending_stopped_at"])
    .where("id", "=", scope.workspaceId)
    .executeTakeFirstOrThrow();
  return { timeZone: row.time_zone, postalAddress: row.postal_address, sendingStoppedAt: row.sending_stopped_at };
}

export async function hasAnyInbox(scope: Scope): Promise<boolean> {
  const row = await scope.handle
    .selectFrom("inbox_connections")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
