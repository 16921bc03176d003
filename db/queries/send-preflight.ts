/** The rows that a preflight locks, in the house's order, and the reservation of a slot. */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

/** Locks workspace, campaign and inbox for share: whoever pauses, stops or disconnects waits, or we see it. */
export async function lockSendingParents(
  scope: TransactionScope,
  parents: { campaignId: string | null; inboxId: string },
): Promise<void> {
  await scope.handle.selectFrom("workspaces").select("id").where("id", "=", scope.workspaceId).forShare().execute();
  if (parents.campaignId) {
    await scope.handle
      .selectFrom("campaigns")
      .select("id")
      .where("workspace_id", "=", scope.workspaceId)
      .where("id", "=", parents.campaignId)
      .forShare()
      .execute();
  }
  await scope.handle
    .selectFrom("inbox_connections")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", parents.inboxId)
    .forShare()
    .execute();
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

export async function lockLeadJourney(
  scope: TransactionScope,
  input: { leadId: string; campaignLeadId: string },
): Promise<void> {
  await scope.handle
    .selectFrom("leads")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.leadId)
    .forNoKeyUpdate()
    .execute();
  await scope.handle
    .selectFrom("campaign_leads")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", input.campaignLeadId)
    .forNoKeyUpdate()
    .execute();
}

export type Slot = { inboxId: string; localOn: string; quarterAt: Date; at: Date; hash: number };

/** Takes one of the day's mails; false when the cap is used up. Replies pass no cap. */
export async function reserveSlot(scope: TransactionScope, slot: Slot, isCapped: boolean): Promise<boolean> {
  const day = await scope.handle
    .updateTable("inbox_days")
    .set({ reserved: sql`reserved + 1`, ...(isCapped ? { last_slot_at: slot.at, last_slot_hash: slot.hash } : {}) })
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", slot.inboxId)
    .where("local_on", "=", slot.localOn)
    .$if(isCapped, (query) => query.whereRef("reserved", "<", "cap"))
    .executeTakeFirst();
  if (day.numUpdatedRows === 0n) return false;
  await scope.handle
    .insertInto("inbox_quarters")
    .values({ workspace_id: scope.workspaceId, inbox_id: slot.inboxId, quarter_at: slot.quarterAt, reserved: 1 })
    .onConflict((oc) =>
      oc
        .columns(["workspace_id", "inbox_id", "quarter_at"])
        .doUpdateSet({ reserved: sql`inbox_quarters.reserved + 1` }),
    )
    .execute();
  return true;
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
