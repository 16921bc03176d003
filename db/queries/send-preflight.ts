/** The rows that a preflight locks, in the house's order, and the reservation of a slot. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { InboxFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { INBOX_FACTS, type InboxFactsRow, inboxFactsOf } from "./send-facts-rows.ts";

/**
 * Locks workspace, campaign and inbox for share: whoever pauses, stops or disconnects waits, or we see it.
 *
 * Rules   in this order: each row is joined to the locked one before it, so it cannot be locked sooner
 */
export async function lockSendingParents(
  scope: TransactionScope,
  parents: { campaignId: string | null; inboxId: string },
): Promise<{ workspace: WorkspaceFacts; inbox: InboxFacts }> {
  const { rows } = await sql<InboxFactsRow & { stopped_at: Date | null; zone: string; spread: number | null }>`
    with w as materialized (
      select id, sending_stopped_at, time_zone, company_spread from workspaces where id = ${scope.workspaceId} for share),
    c as materialized (${
      parents.campaignId
        ? sql`select c.workspace_id from campaigns c join w on w.id = c.workspace_id where c.id = ${parents.campaignId} for share of c`
        : sql`select w.id as workspace_id from w`
    })
    select w.sending_stopped_at as stopped_at, w.time_zone as zone, w.company_spread as spread, ${INBOX_FACTS}
    from inbox_connections i join c on c.workspace_id = i.workspace_id join w on w.id = i.workspace_id
    where i.id = ${parents.inboxId} for share of i`.execute(scope.handle);
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no such inbox.");
  const workspace = { sendingStoppedAt: row.stopped_at, timeZone: row.zone, companySpread: row.spread };
  return { workspace, inbox: inboxFactsOf(row) };
}

/** Locks the inbox's day: two workers of one inbox decide one after the other. */
export async function lockInboxDay(
  scope: TransactionScope,
  inboxId: string,
  localOn: string,
  cap: number,
): Promise<void> {
  await scope.handle
    .insertInto("inbox_days")
    .values({ workspace_id: scope.workspaceId, inbox_id: inboxId, local_on: localOn, cap })
    .onConflict((oc) => oc.columns(["workspace_id", "inbox_id", "local_on"]).doUpdateSet({ cap }))
    .execute();
}

/** One company's mails of all inboxes are decided one after the other, until the transaction ends. After the inbox day. */
export async function lockCompany(scope: TransactionScope, companyDomain: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${scope.workspaceId}:${companyDomain}`}, 0))`.execute(
    scope.handle,
  );
}

/** The journey's row is joined to its lead's locked one, so the lead is locked first. */
export async function lockLeadJourney(
  scope: TransactionScope,
  input: { leadId: string; campaignLeadId: string },
): Promise<void> {
  await sql`
    with l as materialized (
      select workspace_id from leads where workspace_id = ${scope.workspaceId} and id = ${input.leadId} for no key update)
    select from campaign_leads cl join l on l.workspace_id = cl.workspace_id
    where cl.id = ${input.campaignLeadId} for no key update of cl`.execute(scope.handle);
}

export type Slot = { inboxId: string; localOn: string; quarterAt: Date; at: Date; hash: number };

/** Takes one of the day's mails; false when the cap is used up. Replies pass no cap. */
export async function reserveSlot(scope: TransactionScope, slot: Slot, isCapped: boolean): Promise<boolean> {
  const { rows } = await sql`
    with day as (
      update inbox_days set reserved = reserved + 1
        ${isCapped ? sql`, last_slot_at = ${slot.at}, last_slot_hash = ${slot.hash}` : sql``}
      where workspace_id = ${scope.workspaceId} and inbox_id = ${slot.inboxId} and local_on = ${slot.localOn}
        ${isCapped ? sql`and reserved < cap` : sql``}
      returning workspace_id, inbox_id)
    insert into inbox_quarters (workspace_id, inbox_id, quarter_at, reserved)
    select workspace_id, inbox_id, ${slot.quarterAt}, 1 from day
    on conflict (workspace_id, inbox_id, quarter_at) do update set reserved = inbox_quarters.reserved + 1
    returning reserved`.execute(scope.handle);
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

export async function countSentOnDay(scope: TransactionScope, inboxId: string, localOn: string): Promise<void> {
  await scope.handle
    .updateTable("inbox_days")
    .set({ sent: sql`sent + 1` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inboxId)
    .where("local_on", "=", localOn)
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
