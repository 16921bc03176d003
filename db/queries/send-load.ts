/** What has been sent and reserved so far, as the send plan counts it: per inbox, and per company over all inboxes. */
import { sql } from "kysely";
import { groupBy } from "../../app/domain/group-by.ts";
import { NOTHING_SENT } from "../../app/domain/inbox-load.ts";
import type { CompanyLoads, InboxFacts, InboxLoad, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import { localDayOf } from "../../app/domain/zone-time.ts";
import type { Scope, SystemScope } from "../scope.ts";

const DAY_MS = 86_400_000;

/** `first_slot`: only what can move an inbox's next mail is read; the days and quarters after it are not. */
export type LoadDepth = "first_slot" | "all";

export async function getInboxLoad(
  scope: Scope,
  inbox: InboxFacts,
  now: Date,
  depth: LoadDepth = "all",
): Promise<InboxLoad> {
  const { workspaceId } = scope;
  const loads = await listInboxLoads(scope, [{ workspaceId, inbox }], now, depth);
  return loads.get(inbox.inboxId) ?? NOTHING_SENT;
}

type LoadedInbox = { workspaceId: string; inbox: InboxFacts };

/** An inbox's days around now and its last slot, as they lie beside the inbox `i`. */
export type NearRow = {
  before_yesterday: number;
  yesterday: number;
  today: number;
  tomorrow: number;
  last_slot_at: Date | null;
  last_slot_hash: number | null;
};

/** Columns of the inboxes `i`: the four days that are today, or may hold mails of the last 24 hours, in any zone. */
export const NEAR = sql`near.before_yesterday, near.yesterday, near.today, near.tomorrow, near.last_slot_at, near.last_slot_hash`;

export function joinNear(now: Date) {
  const [first, , , last] = daysAround(now);
  const on = (index: number) =>
    sql`coalesce(sum(d.reserved) filter (where d.local_on = ${daysAround(now)[index]}::date), 0)::int`;
  return sql`
    cross join lateral (
      select ${on(0)} as before_yesterday, ${on(1)} as yesterday, ${on(2)} as today, ${on(3)} as tomorrow,
        max(d.last_slot_at) as last_slot_at, (array_agg(d.last_slot_hash order by d.last_slot_at desc nulls last))[1] as last_slot_hash
      from inbox_days d
      where d.workspace_id = i.workspace_id and d.inbox_id = i.id and d.local_on between ${first}::date and ${last}::date) near`;
}

/** By UTC: two days before, one after. */
type DaysAround = [string, string, string, string];

function daysAround(now: Date): DaysAround {
  const on = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  return [on(-2), on(-1), on(0), on(1)];
}

/** Around `now`: enough days for any zone, quarters of the last 25 hours; the days before today count for the ramp. */
export async function listInboxLoads(
  scope: Scope | SystemScope,
  inboxes: LoadedInbox[],
  now: Date,
  depth: LoadDepth,
): Promise<Map<string, InboxLoad>> {
  const { rows } = await sql<NearRow & { inbox_id: string }>`
    select i.id as inbox_id, ${NEAR} from ${placesOf(inboxes)} ${joinNear(now)}`.execute(scope.handle);
  const near = new Map(rows.map((row) => [row.inbox_id, row]));
  const loaded = inboxes.flatMap((place) => {
    const row = near.get(place.inbox.inboxId);
    return row ? [{ ...place, near: row }] : [];
  });
  return completeLoads(scope, loaded, now, depth);
}

/** Adds the quarters and the days of the ramp to what is known of the days around now: where they count, or for all. */
export async function completeLoads(
  scope: Scope | SystemScope,
  inboxes: (LoadedInbox & { near: NearRow })[],
  now: Date,
  depth: LoadDepth,
): Promise<Map<string, InboxLoad>> {
  const isAll = depth === "all";
  const todayOf = todayIn(now);
  const days = daysAround(now);
  const [quarters, rampDays] = await Promise.all([
    listQuarters(
      scope,
      inboxes.filter((place) => isAll || mayReachCeiling(place)),
      now,
    ),
    countRampDays(
      scope,
      inboxes.filter((place) => isAll || mayReachRamp(place, days, todayOf(place.inbox.timeZone))),
      now,
    ),
  ]);
  const loads = new Map<string, InboxLoad>();
  for (const { inbox, near } of inboxes) {
    loads.set(inbox.inboxId, {
      days: daysOf(near, days),
      daysWithSends: rampDays.get(inbox.inboxId) ?? 0,
      quarters: quarters.get(inbox.inboxId) ?? [],
      lastSlotAt: near.last_slot_at,
      lastSlotHash: near.last_slot_hash,
    });
  }
  return loads;
}

function daysOf({ before_yesterday, yesterday, today, tomorrow }: NearRow, days: DaysAround): Map<string, number> {
  const used = new Map<string, number>();
  if (before_yesterday > 0) used.set(days[0], before_yesterday);
  if (yesterday > 0) used.set(days[1], yesterday);
  if (today > 0) used.set(days[2], today);
  if (tomorrow > 0) used.set(days[3], tomorrow);
  return used;
}

/** The mails of 24 hours are among those of the last days: fewer than the ceiling in these cannot reach it. */
function mayReachCeiling({ inbox, near }: { inbox: InboxFacts; near: NearRow }): boolean {
  const sum = near.before_yesterday + near.yesterday + near.today + near.tomorrow;
  return inbox.ceilingPer24h !== null && sum >= inbox.ceilingPer24h;
}

/** The ramp's cap of any day is at least that of the first; days that are over count no more. */
function mayReachRamp({ inbox, near }: { inbox: InboxFacts; near: NearRow }, days: DaysAround, today: string): boolean {
  const { ramp } = inbox;
  if (ramp === null) return false;
  const least = Math.min(ramp.startPerDay, inbox.capPerDay);
  return (
    (days[1] >= today && near.yesterday >= least) ||
    (days[2] >= today && near.today >= least) ||
    (days[3] >= today && near.tomorrow >= least)
  );
}

/** Worked out once per zone. */
function todayIn(now: Date): (timeZone: string) => string {
  const known = new Map<string, string>();
  return (timeZone) => {
    const today = known.get(timeZone) ?? localDayOf(now, timeZone);
    known.set(timeZone, today);
    return today;
  };
}

function placesOf(inboxes: LoadedInbox[]) {
  const [workspaceIds, ids] = [inboxes.map((place) => place.workspaceId), inboxes.map((place) => place.inbox.inboxId)];
  return sql`unnest(${workspaceIds}::uuid[], ${ids}::uuid[]) i (workspace_id, id)`;
}

type Quarter = InboxLoad["quarters"][number];

async function listQuarters(
  scope: Scope | SystemScope,
  inboxes: LoadedInbox[],
  now: Date,
): Promise<Map<string, Quarter[]>> {
  if (inboxes.length === 0) return new Map();
  const { rows } = await sql<Quarter & { inboxId: string }>`
    select q.inbox_id as "inboxId", q.quarter_at as at, q.reserved
    from ${placesOf(inboxes)} join inbox_quarters q on q.workspace_id = i.workspace_id and q.inbox_id = i.id
    where q.quarter_at > ${new Date(now.getTime() - 25 * 3_600_000)}
    order by q.quarter_at`.execute(scope.handle);
  return groupBy(rows, (row) => row.inboxId);
}

/** Days with sends as far as the ramp goes: more of them change no cap. */
async function countRampDays(
  scope: Scope | SystemScope,
  inboxes: LoadedInbox[],
  now: Date,
): Promise<Map<string, number>> {
  const ramped = inboxes.filter(({ inbox }) => inbox.ramp !== null);
  if (ramped.length === 0) return new Map();
  const todayOf = todayIn(now);
  const today = ramped.map(({ inbox }) => todayOf(inbox.timeZone));
  const enough = ramped.map(({ inbox }) => daysToCap(inbox) + inbox.rampDaysBack);
  const { rows } = await sql<{ id: string; count: number }>`
    select i.id, (select count(*) from (
      select from inbox_days d where d.workspace_id = i.workspace_id and d.inbox_id = i.id and d.local_on < i.today and d.sent > 0
      limit i.enough) days) as count
    from unnest(${ramped.map((place) => place.workspaceId)}::uuid[], ${ramped.map(({ inbox }) => inbox.inboxId)}::uuid[],
      ${today}::date[], ${enough}::int[]) i (workspace_id, id, today, enough)`.execute(scope.handle);
  const counted = new Map(rows.map((row) => [row.id, row.count]));
  // Evidence takes days back (domain/inbox-health.ts): the ramp goes on from where it stood then.
  return new Map(
    ramped.map(({ inbox }) => [inbox.inboxId, Math.max(0, (counted.get(inbox.inboxId) ?? 0) - inbox.rampDaysBack)]),
  );
}

function daysToCap({ ramp, capPerDay }: InboxFacts): number {
  if (ramp === null || ramp.addPerDay === 0) return 0;
  return Math.max(0, Math.ceil((capPerDay - ramp.startPerDay) / ramp.addPerDay));
}

/** Local days of the inbox before that of `now` on which a mail left, less those that evidence took back. */
export async function countDaysWithSends(scope: Scope, inbox: InboxFacts, now: Date): Promise<number> {
  const counted = await countRampDays(scope, [{ workspaceId: scope.workspaceId, inbox }], now);
  return counted.get(inbox.inboxId) ?? 0;
}

/**
 * Mails to people of these companies, today and later, by day of the workspace.
 *
 * Rules   a mail counts from its reservation on, until that is given back; `exceptJobId` is not counted against itself
 */
export async function getCompanyLoads(
  scope: Scope,
  question: { workspace: WorkspaceFacts; domains: (string | null)[]; now: Date; exceptJobId?: string },
): Promise<CompanyLoads> {
  const domains = [...new Set(question.domains.filter((domain) => domain !== null))];
  if (domains.length === 0 || question.workspace.companySpread === null) return new Map();
  const rows = await scope.handle
    .selectFrom("send_jobs")
    .select(["company_domain as domain", "company_on as on", (eb) => eb.fn.countAll<number>().as("count")])
    .where("workspace_id", "=", scope.workspaceId)
    .where("company_on", ">=", localDayOf(question.now, question.workspace.timeZone))
    .where("usage_on", "is not", null)
    .where("company_domain", "=", sql<string>`any(${domains}::text[])`)
    .$if(question.exceptJobId !== undefined, (query) => query.where("id", "!=", question.exceptJobId ?? ""))
    .groupBy(["company_domain", "company_on"])
    .execute();
  const loads = new Map<string, Map<string, number>>();
  for (const { domain, on, count } of rows) {
    if (domain === null || on === null) continue;
    loads.set(domain, (loads.get(domain) ?? new Map<string, number>()).set(on, count));
  }
  return loads;
}

/** Companies whose people have had their mails of the day. */
export async function listFullCompanies(scope: Scope, workspace: WorkspaceFacts, now: Date): Promise<string[]> {
  if (workspace.companySpread === null) return [];
  const rows = await scope.handle
    .selectFrom("send_jobs")
    .select("company_domain as domain")
    .where("workspace_id", "=", scope.workspaceId)
    .where("company_on", "=", localDayOf(now, workspace.timeZone))
    .where("usage_on", "is not", null)
    .groupBy("company_domain")
    .having((eb) => eb(eb.fn.countAll<number>(), ">=", workspace.companySpread ?? 0))
    .execute();
  return rows.flatMap(({ domain }) => domain ?? []);
}
