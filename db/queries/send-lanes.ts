/**
 * The mails that could go now, of one inbox (its turn) or of many (the tick): every gate that SQL can see is open.
 * What the gates are stands here once.
 */
import { sql } from "kysely";
import type { Scope, SystemScope } from "../scope.ts";

export type InboxPlace = { workspaceId: string; inboxId: string };

/** Of the mail `j`: due, not postponed, in nobody's hands, and its previous mail has its ids. */
export function isSendable(dueBefore: Date) {
  return sql`j.kind = 'sequence' and j.status in ('scheduled', 'prepared') and j.due_at <= ${dueBefore}
    and (j.retry_at is null or j.retry_at <= ${dueBefore}) and (j.lease_until is null or j.lease_until < now())
    and (j.step_no = 1 or not exists (
      select from send_jobs before where before.workspace_id = j.workspace_id
        and before.campaign_lead_id = j.campaign_lead_id and before.kind = 'sequence' and before.status = 'sent'
        and before.step_no < j.step_no and before.message_id_header is null))`;
}

/** Its campaign runs, its lead waits. */
export const SENDABLE_PARENTS = sql`
  join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id and c.status = 'active'
  join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id
    and cl.status = 'waiting' and cl.paused_at is null`;

/**
 * The first few mails of each lane (campaign, zone, country, follow-up or not), for the mails of one lane obey the same
 * rules: a long lane whose window is closed must not hide the others, nor one company's mails those of the rest.
 */
export async function listLaneHeadKeys(
  scope: Scope | SystemScope,
  inboxes: InboxPlace[],
  dueBefore: Date,
  look: { perLane: number; except: string[]; fullCompanies: { workspaceId: string; domain: string }[] },
): Promise<{ workspaceId: string; id: string }[]> {
  const full = look.fullCompanies.map(({ workspaceId, domain }) => `${workspaceId}:${domain}`);
  // In a query of its own: joined to the facts, a planner without statistics would do it once per row.
  const { rows } = await sql<{ workspaceId: string; id: string }>`
    select i.workspace_id as "workspaceId", head.id
    from unnest(${inboxes.map((inbox) => inbox.workspaceId)}::uuid[], ${inboxes.map((inbox) => inbox.inboxId)}::uuid[]) i (workspace_id, id)
    cross join lateral (
      select j.id, row_number() over (
        partition by j.campaign_id, j.step_no > 1, case c.time_zone_mode when 'lead' then l.time_zone end,
          case when c.follow_holidays then l.country end,
          j.workspace_id || ':' || lower(coalesce(nullif(l.company_domain, ''), split_part(l.email::text, '@', 2))) = any(${full}::text[])
        order by j.due_at, j.campaign_lead_id, j.step_no) as place
      from send_jobs j ${SENDABLE_PARENTS}
      join leads l on l.workspace_id = j.workspace_id and l.id = j.lead_id
      where j.workspace_id = i.workspace_id and j.inbox_id = i.id and ${isSendable(dueBefore)}
        and j.id <> all(${look.except}::uuid[])) head
    where head.place <= ${look.perLane}`.execute(scope.handle);
  return rows;
}
