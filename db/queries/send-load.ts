/** What has been sent and reserved so far, as the send plan counts it: per inbox, and per company over all inboxes. */
import { sql } from "kysely";
import type { CompanyLoads, InboxFacts, InboxLoad, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import { localDayOf } from "../../app/domain/zone-time.ts";
import type { Scope } from "../scope.ts";

const DAY_MS = 86_400_000;

/** Around `now`: enough days for any zone, quarters of the last 25 hours; the days before today count for the ramp. */
export async function getInboxLoad(scope: Scope, inbox: InboxFacts, now: Date): Promise<InboxLoad> {
  const days = await scope.handle
    .selectFrom("inbox_days")
    .select(["local_on", "reserved", "last_slot_at", "last_slot_hash"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inbox.inboxId)
    .where("local_on", ">=", new Date(now.getTime() - 3 * DAY_MS).toISOString().slice(0, 10))
    .orderBy("local_on")
    .execute();
  const quarters = await scope.handle
    .selectFrom("inbox_quarters")
    .select(["quarter_at as at", "reserved"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inbox.inboxId)
    .where("quarter_at", ">", new Date(now.getTime() - 25 * 3_600_000))
    .orderBy("quarter_at")
    .execute();
  const slots = days.flatMap((day) => (day.last_slot_at ? [{ at: day.last_slot_at, hash: day.last_slot_hash }] : []));
  const last = slots.reduce<(typeof slots)[number] | null>((a, b) => (a && a.at > b.at ? a : b), null);
  return {
    days: new Map(days.map((day) => [day.local_on, day.reserved])),
    daysWithSends: inbox.ramp === null ? 0 : await countDaysWithSends(scope, inbox, now),
    quarters,
    lastSlotAt: last?.at ?? null,
    lastSlotHash: last?.hash ?? null,
  };
}

/** Local days of the inbox before that of `now` on which a mail left, less those that evidence took back. */
export async function countDaysWithSends(scope: Scope, inbox: InboxFacts, now: Date): Promise<number> {
  const row = await scope.handle
    .selectFrom("inbox_days")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inbox.inboxId)
    .where("local_on", "<", localDayOf(now, inbox.timeZone))
    .where("sent", ">", 0)
    .executeTakeFirstOrThrow();
  // Evidence takes days back (domain/inbox-health.ts): the ramp goes on from where it stood then.
  return Math.max(0, row.count - inbox.rampDaysBack);
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
