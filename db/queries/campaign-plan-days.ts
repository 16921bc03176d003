/** What a campaign's plan promised at its launch, and what became of it: counts per day of the inbox. */
import { sql } from "kysely";
import type { Stop } from "../../app/domain/plan-difference.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type InboxDayCount = { inboxId: string; on: string; count: number };

/** Rules  what is stored stays: a campaign's plan is stored once */
export async function insertPlanDays(
  scope: TransactionScope,
  campaignId: string,
  days: InboxDayCount[],
): Promise<void> {
  await sql`
    insert into campaign_plan_days (workspace_id, campaign_id, inbox_id, planned_on, planned_count)
    select ${scope.workspaceId}, ${campaignId}, inbox_id, planned_on, planned_count
    from unnest(${days.map(({ inboxId }) => inboxId)}::uuid[], ${days.map(({ on }) => on)}::date[],
      ${days.map(({ count }) => count)}::int[]) as planned (inbox_id, planned_on, planned_count)
    on conflict do nothing`.execute(scope.handle);
}

/** Over all inboxes, the earliest day first. */
export async function listPlanDays(scope: Scope, campaignId: string): Promise<{ on: string; count: number }[]> {
  return scope.handle
    .selectFrom("campaign_plan_days")
    .select((eb) => ["planned_on as on", eb.fn.sum<number>("planned_count").as("count")])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .groupBy("planned_on")
    .orderBy("planned_on")
    .execute();
}

/** Mails of a campaign that have left, by inbox and day. */
export async function listSentInboxDays(scope: Scope, campaignId: string): Promise<InboxDayCount[]> {
  return scope.handle
    .selectFrom("daily_stats")
    .select((eb) => ["inbox_id as inboxId", "stat_on as on", eb.fn.sum<number>("sent").as("count")])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .where("sent", ">", 0)
    .groupBy(["inbox_id", "stat_on"])
    .orderBy("stat_on")
    .orderBy("inbox_id")
    .execute();
}

/** Journeys that ended before their last mail, by day: answered, bounced or unsubscribed. */
export async function listEndedDays(scope: Scope, campaignId: string): Promise<{ on: string; count: number }[]> {
  return scope.handle
    .selectFrom("daily_stats")
    .select(["stat_on as on", sql<number>`sum(replied + bounced + unsubscribed)`.as("count")])
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .groupBy("stat_on")
    .having(sql<boolean>`sum(replied + bounced + unsubscribed) > 0`)
    .orderBy("stat_on")
    .execute();
}

export type MovedMails = { fromOn: string; toOn: string; reason: string; count: number };

/** Mails of a campaign whose planned time moved to another day of their inbox, by days and reason. */
export async function listMovedMails(scope: Scope, campaignId: string, launchedAt: Date): Promise<MovedMails[]> {
  const { rows } = await sql<MovedMails>`
    select from_on::text as "fromOn", to_on::text as "toOn", reason, count(distinct send_job_id)::int as count from (
      select change.send_job_id, change.reason, (change.old_at at time zone i.time_zone)::date as from_on,
        (change.new_at at time zone i.time_zone)::date as to_on
      from plan_changes change
      join send_jobs j on j.workspace_id = change.workspace_id and j.id = change.send_job_id
      join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id
      where change.workspace_id = ${scope.workspaceId} and change.old_at >= ${launchedAt} and j.campaign_id = ${campaignId}
    ) moves
    where from_on <> to_on
    group by from_on, to_on, reason
    order by from_on, to_on, reason`.execute(scope.handle);
  return rows;
}

/** When the campaign, its inboxes or all sending were stopped and started again, the earliest first. */
export async function listStops(scope: Scope, campaignId: string, launchedAt: Date): Promise<Stop[]> {
  const { rows } = await sql<Stop>`
    select case a.entity when 'campaign' then 'The campaign' else 'All sending' end as what,
      case a.action when 'campaign.paused' then 'paused' when 'campaign.canceled' then 'canceled'
        when 'sending.stopped' then 'stopped' else 'started' end as kind, a.at, w.time_zone as "timeZone"
    from audit_events a
    join workspaces w on w.id = a.workspace_id
    where a.workspace_id = ${scope.workspaceId} and a.entity_id in (${campaignId}, ${scope.workspaceId}) and a.at >= ${launchedAt}
      and a.action in ('campaign.paused', 'campaign.canceled', 'campaign.resumed', 'sending.stopped', 'sending.started')
    union all
    select i.email::text, case when e.kind in ('paused', 'disconnected') then e.kind else 'started' end, e.at, i.time_zone
    from campaign_inboxes ci
    join inbox_connections i on i.workspace_id = ci.workspace_id and i.id = ci.inbox_id
    join inbox_events e on e.workspace_id = i.workspace_id and e.inbox_id = i.id
    where ci.workspace_id = ${scope.workspaceId} and ci.campaign_id = ${campaignId} and e.at >= ${launchedAt}
      and e.kind in ('connected', 'resumed', 'paused', 'disconnected')
    order by at`.execute(scope.handle);
  return rows;
}
