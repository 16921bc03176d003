/** The rows that a preflight locks, in the house's order, and the reservation of a slot. */
import { sql } from "kysely";
import { companyDomainOf } from "../../app/domain/company-spread.ts";
import { AppError } from "../../app/domain/errors.ts";
import type { InboxFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import type { Arrow } from "../../app/domain/send-ledger.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { INBOX_FACTS, type InboxFactsRow, inboxFactsOf } from "./send-facts-rows.ts";

/**
 * Locks workspace and campaign for share, and the inbox: whoever pauses, stops or disconnects waits, or we see it.
 *
 * Shape   → the facts of the locked rows, and the company that the lead counts for
 * Rules   the inbox is locked alone, though its mails wait for its day in any case: shared, the locks of two workers would
 *         follow each other without a gap, and a throttle or a pause of it would wait for ever.
 *         In this order: each row is joined to the locked one before it, so it cannot be locked sooner
 */
export async function lockSendingParents(
  scope: TransactionScope,
  parents: { campaignId: string | null; inboxId: string; leadId: string | null },
): Promise<{ workspace: WorkspaceFacts; inbox: InboxFacts; companyDomain: string | null }> {
  const { rows } = await sql<ParentsRow>`
    with w as materialized (
      select id, sending_stopped_at, time_zone, company_spread from workspaces where id = ${scope.workspaceId} for share),
    c as materialized (${
      parents.campaignId
        ? sql`select c.workspace_id from campaigns c join w on w.id = c.workspace_id where c.id = ${parents.campaignId} for share of c`
        : sql`select w.id as workspace_id from w`
    })
    select w.sending_stopped_at as stopped_at, w.time_zone as zone, w.company_spread as spread, ${INBOX_FACTS},
      l.email::text as lead_email, l.company_domain as lead_company
    from inbox_connections i join c on c.workspace_id = i.workspace_id join w on w.id = i.workspace_id
    left join leads l on l.workspace_id = i.workspace_id and l.id = ${parents.leadId}::uuid
    where i.id = ${parents.inboxId} for no key update of i`.execute(scope.handle);
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no such inbox.");
  return {
    workspace: { sendingStoppedAt: row.stopped_at, timeZone: row.zone, companySpread: row.spread },
    inbox: inboxFactsOf(row),
    companyDomain: row.lead_email === null ? null : companyDomainOf(row.lead_email, row.lead_company),
  };
}

type ParentsRow = InboxFactsRow & {
  stopped_at: Date | null;
  zone: string;
  spread: number | null;
  lead_email: string | null;
  lead_company: string | null;
};

type Day = { inboxId: string; localOn: string; cap: number };

/** Locks the inbox's day: two workers of one inbox decide one after the other. */
export async function lockInboxDay(scope: TransactionScope, day: Day): Promise<void> {
  await dayRow(scope, day).execute(scope.handle);
}

function dayRow(scope: TransactionScope, day: Day) {
  return sql`
    insert into inbox_days (workspace_id, inbox_id, local_on, cap)
    values (${scope.workspaceId}, ${day.inboxId}, ${day.localOn}, ${day.cap})
    on conflict (workspace_id, inbox_id, local_on) do update set cap = excluded.cap returning workspace_id`;
}

type MailPlace = {
  sendJobId: string;
  fence: number;
  campaignLeadId: string | null;
  leadId: string | null;
  companyDomain: string | null;
  day: Day;
};

/**
 * Locks what a mail is decided by: the inbox's day, its company (whose mails of all inboxes are decided one after the
 * other), lead, journey, and last the mail itself.
 *
 * Shape   → whether its thread was read just now and a slot is reserved; undefined when the mail is not the caller's
 * Rules   in this order, for each is looked up by what the one before gives. What is decided by these rows is read by
 *         later statements: this one sees the time before it waited
 */
export async function lockMail(
  scope: TransactionScope,
  mail: MailPlace,
  freshWithinMs: number,
): Promise<{ isFresh: boolean; hasReservation: boolean } | undefined> {
  const { companyDomain: domain, leadId, campaignLeadId } = mail;
  const key = `${scope.workspaceId}:${domain}`;
  const hasJourney = leadId !== null && campaignLeadId !== null;
  const { rows } = await sql<{ usage_on: string | null; is_fresh: boolean }>`
    with day as (${dayRow(scope, mail.day)}),
    company as materialized (
      select workspace_id ${domain === null ? sql`` : sql`, pg_advisory_xact_lock(hashtextextended(${key}, 0))`} from day),
    lead as materialized (${hasJourney ? lockedRow("leads", leadId, "company") : sql`select workspace_id from company`}),
    journey as materialized (
      ${hasJourney ? lockedRow("campaign_leads", campaignLeadId, "lead") : sql`select workspace_id from lead`})
    select j.usage_on,
      coalesce(j.freshened_at > clock_timestamp() - make_interval(secs => ${freshWithinMs / 1000}), false) as is_fresh
    from send_jobs j join journey on journey.workspace_id = j.workspace_id
    where j.id = ${mail.sendJobId} and j.fence = ${mail.fence} and j.status = 'prepared'
    for no key update of j`.execute(scope.handle);
  const [row] = rows;
  return row && { isFresh: row.is_fresh, hasReservation: row.usage_on !== null };
}

/** One row, locked after that of `before`. */
export function lockedRow(table: "leads" | "campaign_leads", id: string, before: string) {
  return sql`
    select own.workspace_id from ${sql.table(table)} own join ${sql.table(before)} prior on prior.workspace_id = own.workspace_id
    where own.id = ${id} for no key update of own`;
}

/** The journey's row is joined to its lead's locked one, so the lead is locked first. */
export async function lockLeadJourney(
  scope: TransactionScope,
  input: { leadId: string; campaignLeadId: string },
): Promise<void> {
  await sql`
    with own as (select ${scope.workspaceId}::uuid as workspace_id),
    lead as materialized (${lockedRow("leads", input.leadId, "own")})
    ${lockedRow("campaign_leads", input.campaignLeadId, "lead")}`.execute(scope.handle);
}

export type Slot = { inboxId: string; localOn: string; quarterAt: Date; at: Date; hash: number };

/**
 * prepared → sending, with one of the day's mails; false when the cap is used up. Answers by hand pass no cap.
 *
 * Rules   the mail is locked as the caller's own (`lockMail`); nothing of it has been handed over since
 */
export async function clearWithSlot(
  scope: TransactionScope,
  job: { sendJobId: string; fence: number; isCapped: boolean },
  slot: Slot,
  company: { domain: string; on: string } | null,
): Promise<boolean> {
  const move: Arrow = { from: "prepared", to: "sending" };
  const { rows } = await sql`
    with day as (
      update inbox_days set reserved = reserved + 1
        ${job.isCapped ? sql`, last_slot_at = ${slot.at}, last_slot_hash = ${slot.hash}` : sql``}
      where workspace_id = ${scope.workspaceId} and inbox_id = ${slot.inboxId} and local_on = ${slot.localOn}
        ${job.isCapped ? sql`and reserved < cap` : sql``}
      returning workspace_id, inbox_id),
    quarter as (
      insert into inbox_quarters (workspace_id, inbox_id, quarter_at, reserved)
      select workspace_id, inbox_id, ${slot.quarterAt}::timestamptz, 1 from day
      on conflict (workspace_id, inbox_id, quarter_at) do update set reserved = inbox_quarters.reserved + 1)
    update send_jobs j set status = ${move.to}, updated_at = now(), usage_on = ${slot.localOn}, usage_quarter_at = ${slot.quarterAt},
      company_domain = ${company?.domain ?? null}, company_on = ${company?.on ?? null}, reason = null, reason_detail = null,
      retry_at = null, last_post_at = null
    from day
    where j.workspace_id = day.workspace_id and j.id = ${job.sendJobId} and j.fence = ${job.fence} and j.status = ${move.from}
    returning j.id`.execute(scope.handle);
  return rows.length === 1;
}

/** Gives a slot back. Only on proof that the mail did not leave. */
export async function releaseSlot(scope: TransactionScope, slot: Omit<Slot, "at" | "hash">): Promise<void> {
  await scope.handle
    .updateTable("inbox_days")
    .set({ reserved: sql`greatest(reserved - 1, 0)` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", slot.inboxId)
    .where("local_on", "=", slot.localOn)
    .execute();
  await scope.handle
    .updateTable("inbox_quarters")
    .set({ reserved: sql`greatest(reserved - 1, 0)` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", slot.inboxId)
    .where("quarter_at", "=", slot.quarterAt)
    .execute();
}

/** A throttle or quota answer moves the inbox's next slot, not the lead's fate. */
export async function blockInboxUntil(scope: Scope, inboxId: string, until: Date, reason: string): Promise<void> {
  await scope.handle
    .updateTable("inbox_connections")
    .set({ send_blocked_until: until, send_blocked_reason: reason, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .execute();
}
