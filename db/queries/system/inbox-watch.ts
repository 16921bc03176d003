/** Across workspaces: what the watchdog looks at, each question one statement over all inboxes. */
import { sql } from "kysely";
import type { Evidence, RampSigns, RampState } from "../../../app/domain/inbox-health.ts";
import type { SystemScope, SystemTransactionScope } from "../../scope.ts";
import {
  evidenceDays,
  evidenceJoin,
  evidenceSums,
  limitsColumns,
  type RampRow,
  rampStateOf,
} from "../inbox-evidence.ts";

export type WatchedInbox = { workspaceId: string; inboxId: string };

/** Inboxes of OAuth whose access token ends within `aheadMs` of real time, or is not there; soonest first. */
export async function listEndingTokens(
  scope: SystemScope,
  look: { aheadMs: number; limit: number },
): Promise<WatchedInbox[]> {
  const { rows } = await sql<WatchedInbox>`
    select workspace_id as "workspaceId", id as "inboxId" from inbox_connections
    where status <> 'disconnected' and refresh_token_encrypted is not null
      and (access_token_expires_at is null or access_token_expires_at < now() + make_interval(secs => ${look.aheadMs / 1000}))
      and (token_lease_until is null or token_lease_until < now())
    order by access_token_expires_at nulls first, id limit ${look.limit}`.execute(scope.handle);
  return rows;
}

/** Active inboxes whose mails bounced or were complained about in their seven days, with the figures. */
export async function listTroubledInboxes(scope: SystemScope, now: Date): Promise<(WatchedInbox & Evidence)[]> {
  const { rows } = await sql<WatchedInbox & Evidence>`
    select i.workspace_id as "workspaceId", i.id as "inboxId", ${evidenceSums()}
    from (select distinct workspace_id, inbox_id from daily_stats
          where stat_on >= (${now}::timestamptz at time zone 'UTC')::date - 8 and (bounced > 0 or complained > 0)) trouble
    join inbox_connections i on i.workspace_id = trouble.workspace_id and i.id = trouble.inbox_id and i.status = 'active'
    cross join ${evidenceDays(now)} join daily_stats d on ${evidenceJoin()}
    group by i.workspace_id, i.id order by i.workspace_id, i.id`.execute(scope.handle);
  return rows;
}

export type RampWatch = WatchedInbox & { state: RampState; signs: Omit<RampSigns, "sent" | "bounced"> };

/** Inboxes with a ramp, and what was said against them since their last step back, at most seven days ago. */
export async function listRamps(scope: SystemScope, now: Date): Promise<RampWatch[]> {
  const since = sql`greatest(i.ramp_stepped_back_at, ${now}::timestamptz - interval '7 days')`;
  const { rows } = await sql<RampRow & WatchedInbox & RampWatch["signs"]>`
    select i.workspace_id as "workspaceId", i.id as "inboxId", ${limitsColumns(now)},
      (select count(*) from inbox_events e where e.workspace_id = i.workspace_id and e.inbox_id = i.id
        and e.kind = 'limit_answer' and e.at > ${since})::int as "limitAnswers",
      (select count(*) from inbox_events e where e.workspace_id = i.workspace_id and e.inbox_id = i.id
        and e.kind = 'blocked_answer' and e.at > ${since})::int as "blockedAnswers",
      (select count(*) from messages m where m.workspace_id = i.workspace_id and m.inbox_id = i.id and m.class = 'bounce'
        and m.class_reason like '%(blocked)%' and m.received_at > ${since})::int as "blockedReports"
    from inbox_connections i where i.status <> 'disconnected' and i.ramp is not null
    order by i.workspace_id, i.id`.execute(scope.handle);
  return rows.map((row) => ({
    workspaceId: row.workspaceId,
    inboxId: row.inboxId,
    state: rampStateOf(row),
    signs: {
      limitAnswers: row.limitAnswers,
      blockedAnswers: row.blockedAnswers,
      blockedReports: row.blockedReports,
    },
  }));
}

/** What is known while the watchdog's pause lasts is known to whoever resumes: only later evidence counts again. */
export async function markEvidenceSeen(scope: SystemScope, now: Date, reasonPrefix: string): Promise<void> {
  await sql`
    update inbox_connections i
    set seen_evidence = day.seen
    from (select i.workspace_id, i.id, jsonb_build_object('on', today_on, 'sent', coalesce(sum(d.sent), 0),
            'bounced', coalesce(sum(d.bounced), 0), 'complained', coalesce(sum(d.complained), 0)) as seen
          from inbox_connections i cross join ${evidenceDays(now)}
          left join daily_stats d on d.workspace_id = i.workspace_id and d.inbox_id = i.id and d.stat_on = today_on
          where i.status = 'paused' and starts_with(i.status_reason, ${reasonPrefix})
          group by i.workspace_id, i.id, today_on) day
    where i.workspace_id = day.workspace_id and i.id = day.id and i.seen_evidence is distinct from day.seen`.execute(
    scope.handle,
  );
}

export type StatusChange = WatchedInbox & {
  before: "active" | "paused" | "disconnected";
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
};

/** Inboxes whose state nobody has noted yet; they count as noted from now on, so each change is answered once. */
export async function claimStatusChanges(scope: SystemTransactionScope, limit: number): Promise<StatusChange[]> {
  const { rows } = await sql<StatusChange>`
    update inbox_connections i set noted_status = i.status
    from (select workspace_id, id, noted_status from inbox_connections where noted_status <> status
          order by workspace_id, id limit ${limit} for update skip locked) old
    where i.workspace_id = old.workspace_id and i.id = old.id
    returning i.workspace_id as "workspaceId", i.id as "inboxId", old.noted_status as before, i.status,
      i.status_reason as "statusReason"`.execute(scope.handle);
  return rows;
}

export type WaitingNotice = { workspaceId: string; inboxEventId: string };

/** Notices that nobody is telling: waiting, or left by a worker that is gone. */
export async function listWaitingNotices(scope: SystemScope | SystemTransactionScope): Promise<WaitingNotice[]> {
  const { rows } = await sql<WaitingNotice>`
    select workspace_id as "workspaceId", id as "inboxEventId" from inbox_events
    where mail_status = 'waiting' or (mail_status = 'sending' and mail_lease_until < now())
    order by id limit 200`.execute(scope.handle);
  return rows;
}

export type StaleDomain = { workspaceId: string; domain: string };

/** Domains of connected inboxes that were never looked up, or not since `before`. */
export async function listStaleDomains(
  scope: SystemScope | SystemTransactionScope,
  look: { before: Date; limit: number },
): Promise<StaleDomain[]> {
  const { rows } = await sql<StaleDomain>`
    select distinct i.workspace_id as "workspaceId", lower(split_part(coalesce(i.send_as, i.email)::text, '@', 2)) as domain
    from inbox_connections i
    left join domain_checks c on c.workspace_id = i.workspace_id
      and c.domain = split_part(coalesce(i.send_as, i.email)::text, '@', 2)::citext
    where i.status <> 'disconnected' and (c.checked_at is null or c.checked_at < ${look.before})
    order by 1, 2 limit ${look.limit}`.execute(scope.handle);
  return rows;
}
