/** Across workspaces: what the tick decides by. The facts are read as for a turn and an explanation (send-facts-rows.ts). */
import { sql } from "kysely";
import type { QueuedJob } from "../../../app/domain/inbox-queue.ts";
import type { CompanyLoads, InboxFacts, WorkspaceFacts } from "../../../app/domain/send-facts.ts";
import type { SystemScope } from "../../scope.ts";
import {
  INBOX_FACTS,
  type InboxFactsRow,
  inboxFactsOf,
  type QueuedJobRow,
  queuedJobOf,
  queuedJobsByKey,
} from "../send-facts-rows.ts";
import { type InboxPlace, isSendable, listLaneHeadKeys } from "../send-lanes.ts";
import { joinNear, NEAR, type NearRow } from "../send-load.ts";

/** `isUnnamed`: a mail of it left whose Message-ID is not known yet, so its turn has something to look up. */
export type SendingInbox = {
  workspaceId: string;
  workspace: WorkspaceFacts;
  inbox: InboxFacts;
  near: NearRow;
  isUnnamed: boolean;
};

/** One of so many parts of all inboxes, about equally large. */
export type InboxShare = { part: number; of: number };

/** Inboxes of the share that may send and have a mail due by `now` (application time). */
export async function listSendingInboxes(scope: SystemScope, now: Date, share: InboxShare): Promise<SendingInbox[]> {
  const { rows } = await sql<
    InboxFactsRow & NearRow & { workspace_id: string; spread: number | null; zone: string; is_unnamed: boolean }
  >`
    ${sendingInboxes(now, share)}`.execute(scope.handle);
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    workspace: { sendingStoppedAt: null, timeZone: row.zone, companySpread: row.spread },
    inbox: inboxFactsOf(row),
    near: row,
    isUnnamed: row.is_unnamed,
  }));
}

function sendingInboxes(now: Date, { part, of }: InboxShare) {
  return sql`
    select i.workspace_id, w.company_spread as spread, w.time_zone as zone, ${INBOX_FACTS}, ${NEAR},
      exists (select from send_jobs u where u.workspace_id = i.workspace_id and u.inbox_id = i.id
        and u.status = 'sent' and u.message_id_header is null) as is_unnamed
    from inbox_connections i
    join workspaces w on w.id = i.workspace_id and w.sending_stopped_at is null
    ${joinNear(now)}
    where i.status = 'active' and abs(mod(uuid_hash(i.id), ${of}::int)) = ${part}::int and exists (
      select from send_jobs j where j.workspace_id = i.workspace_id and j.inbox_id = i.id and j.kind = 'sequence' and j.status in ('scheduled', 'prepared')
        and j.due_at <= ${now})
    order by i.workspace_id, i.id`;
}

/** The mail of each inbox that has been due longest, of those that could go now. */
export async function listFirstDueJobs(scope: SystemScope, inboxes: InboxPlace[], now: Date): Promise<QueuedJob[]> {
  if (inboxes.length === 0) return [];
  const { rows } = await sql<QueuedJobRow>`${firstDueJobs(inboxes, now)}`.execute(scope.handle);
  return rows.map(queuedJobOf);
}

/** The gates are questions about one mail after the other, so that the first that passes ends the look. */
function firstDueJobs(inboxes: InboxPlace[], now: Date) {
  return queuedJobsByKey(sql`
    unnest(${inboxes.map((inbox) => inbox.workspaceId)}::uuid[], ${inboxes.map((inbox) => inbox.inboxId)}::uuid[]) i (workspace_id, id)
    cross join lateral (
      select j.* from send_jobs j
      where j.workspace_id = i.workspace_id and j.inbox_id = i.id and ${isSendable(now)}
        and (select c.status from campaigns c where c.workspace_id = j.workspace_id and c.id = j.campaign_id) = 'active'
        and (select cl.status = 'waiting' and cl.paused_at is null from campaign_leads cl
          where cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id)
      order by j.due_at limit 1) j`);
}

/** The first mail of each lane of these inboxes, and one more of each lane whose company has had its mails of the day. */
export async function listLaneHeads(
  scope: SystemScope,
  inboxes: InboxPlace[],
  now: Date,
  fullCompanies: { workspaceId: string; domain: string }[],
): Promise<QueuedJob[]> {
  if (inboxes.length === 0) return [];
  const heads = await listLaneHeadKeys(scope, inboxes, now, { perLane: 1, except: [], fullCompanies });
  if (heads.length === 0) return [];
  const { rows } = await sql<QueuedJobRow>`${queuedJobsByKey(sql`
    unnest(${heads.map((head) => head.workspaceId)}::uuid[], ${heads.map((head) => head.id)}::uuid[]) head (workspace_id, id)
    cross join lateral (select * from send_jobs where workspace_id = head.workspace_id and id = head.id offset 0) j`)}`.execute(
    scope.handle,
  );
  return rows.map(queuedJobOf);
}

/** A workspace, a company of it, and the workspace's day. */
export type CompanyDay = { workspaceId: string; domain: string; on: string };

/** Per workspace: mails to people of these companies on that day and later. */
export async function listCompanyLoads(scope: SystemScope, asked: CompanyDay[]): Promise<Map<string, CompanyLoads>> {
  if (asked.length === 0) return new Map();
  const { rows } = await sql<CompanyDay & { count: number }>`
    select q.workspace_id as "workspaceId", q.domain, j.company_on as on, count(*) as count
    from unnest(${asked.map((one) => one.workspaceId)}::uuid[], ${asked.map((one) => one.domain)}::text[],
      ${asked.map((one) => one.on)}::date[]) q (workspace_id, domain, day)
    cross join lateral (
      select j.company_on from send_jobs j
      where j.workspace_id = q.workspace_id and j.company_on >= q.day and j.company_domain = q.domain and j.usage_on is not null
      offset 0) j
    group by 1, 2, 3`.execute(scope.handle);
  const loads = new Map<string, Map<string, Map<string, number>>>();
  for (const { workspaceId, domain, on, count } of rows) {
    const own = loads.get(workspaceId) ?? new Map<string, Map<string, number>>();
    loads.set(workspaceId, own.set(domain, (own.get(domain) ?? new Map<string, number>()).set(on, count)));
  }
  return loads;
}

/** Companies whose people have had their mails of the workspace's day. */
export async function listFullCompaniesOf(
  scope: SystemScope,
  days: { workspaceId: string; on: string; spread: number }[],
): Promise<{ workspaceId: string; domain: string }[]> {
  if (days.length === 0) return [];
  const { rows } = await sql<{ workspaceId: string; domain: string }>`
    select q.workspace_id as "workspaceId", j.company_domain as domain
    from unnest(${days.map((day) => day.workspaceId)}::uuid[], ${days.map((day) => day.on)}::date[],
      ${days.map((day) => day.spread)}::int[]) q (workspace_id, day, spread)
    join send_jobs j on j.workspace_id = q.workspace_id and j.company_on = q.day and j.usage_on is not null
    where j.company_domain is not null
    group by q.workspace_id, j.company_domain, q.spread having count(*) >= q.spread`.execute(scope.handle);
  return rows;
}

/** What the database will do for the two statements that every tick needs. */
export async function explainTick(scope: SystemScope, inboxes: InboxPlace[], now: Date): Promise<string[]> {
  const plans: string[] = [];
  for (const statement of [sendingInboxes(now, { part: 0, of: 1 }), firstDueJobs(inboxes, now)]) {
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain (analyze, buffers, costs off) ${statement}`.execute(
      scope.handle,
    );
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
  }
  return plans;
}
