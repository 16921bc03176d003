/** What an inbox's mails met in its last seven local days, since a person last resumed it. */
import { type RawBuilder, sql } from "kysely";
import type { Evidence, RampState } from "../../app/domain/inbox-health.ts";
import type { Ramp } from "../../app/domain/provider-limits.ts";
import type { Scope, TransactionScope } from "../scope.ts";

/** Sums over the rows of `d` for inbox `i`; the day on which evidence was last seen counts only with what came after. */
export function evidenceSums(): RawBuilder<Evidence> {
  const sum = (name: "sent" | "bounced" | "complained") => sql`
    greatest(0, coalesce(sum(d.${sql.ref(name)}), 0) - coalesce(max(case when seen_on >= first_on then (i.seen_evidence->>${name})::int end), 0))::int
    as ${sql.ref(name)}`;
  return sql`${sum("sent")}, ${sum("bounced")}, ${sum("complained")}`;
}

/** The days that count for inbox `i` at `now`; joined laterally. */
export function evidenceDays(now: Date): RawBuilder<unknown> {
  return sql`lateral (select (${now}::timestamptz at time zone i.time_zone)::date as today_on,
    (${now}::timestamptz at time zone i.time_zone)::date - 6 as first_on, (i.seen_evidence->>'on')::date as seen_on) days`;
}

export function evidenceJoin(): RawBuilder<unknown> {
  return sql`d.workspace_id = i.workspace_id and d.inbox_id = i.id
    and d.stat_on between greatest(first_on, coalesce(seen_on, first_on)) and today_on`;
}

export async function getEvidence(scope: Scope, inboxId: string, now: Date): Promise<Evidence> {
  const { rows } = await sql<Evidence>`
    select ${evidenceSums()}
    from inbox_connections i cross join ${evidenceDays(now)} left join daily_stats d on ${evidenceJoin()}
    where i.workspace_id = ${scope.workspaceId} and i.id = ${inboxId}`.execute(scope.handle);
  return rows[0] ?? { sent: 0, bounced: 0, complained: 0 };
}

/** Of every inbox of the workspace. */
export async function listEvidence(scope: Scope, now: Date): Promise<Map<string, Evidence>> {
  const { rows } = await sql<Evidence & { inboxId: string }>`
    select i.id as "inboxId", ${evidenceSums()}
    from inbox_connections i cross join ${evidenceDays(now)} left join daily_stats d on ${evidenceJoin()}
    where i.workspace_id = ${scope.workspaceId} group by i.workspace_id, i.id`.execute(scope.handle);
  return new Map(rows.map(({ inboxId, ...evidence }) => [inboxId, evidence]));
}

export type InboxLimits = RampState & { blockedUntil: Date | null; blockedReason: string | null };

/** How far the ramp is, and what the provider asked for. */
export async function listInboxLimits(scope: Scope, now: Date): Promise<Map<string, InboxLimits>> {
  const { rows } = await sql<LimitsRow>`
    select ${limitsColumns(now)}, i.send_blocked_until, i.send_blocked_reason
    from inbox_connections i where i.workspace_id = ${scope.workspaceId}`.execute(scope.handle);
  return new Map(
    rows.map((row) => [
      row.id,
      { ...rampStateOf(row), blockedUntil: row.send_blocked_until, blockedReason: row.send_blocked_reason },
    ]),
  );
}

export type RampRow = {
  id: string;
  cap_per_day: number;
  ramp: unknown;
  ramp_days_back: number;
  ramp_stepped_back_at: Date | null;
  days_with_sends: number;
};
type LimitsRow = RampRow & { send_blocked_until: Date | null; send_blocked_reason: string | null };

export function limitsColumns(now: Date): RawBuilder<unknown> {
  return sql`i.id, i.cap_per_day, i.ramp, i.ramp_days_back, i.ramp_stepped_back_at,
    case when i.ramp is null then 0 else (select count(*) from inbox_days b where b.workspace_id = i.workspace_id
      and b.inbox_id = i.id and b.sent > 0 and b.local_on < (${now}::timestamptz at time zone i.time_zone)::date) end::int
    as days_with_sends`;
}

export function rampStateOf(row: RampRow): RampState {
  return {
    capPerDay: row.cap_per_day,
    ramp: row.ramp as Ramp | null,
    daysWithSends: row.days_with_sends,
    daysBack: row.ramp_days_back,
    steppedBackAt: row.ramp_stepped_back_at,
  };
}

/** The caller holds the inbox's lock. */
export async function updateRampDaysBack(
  scope: TransactionScope,
  inboxId: string,
  step: { daysBack: number; at: Date },
): Promise<void> {
  await scope.handle
    .updateTable("inbox_connections")
    .set({ ramp_days_back: step.daysBack, ramp_stepped_back_at: step.at, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .execute();
}
