/** Ids of the billing events that were taken: each sets something off at most once. */
import type { SystemTransactionScope } from "../../scope.ts";

/** False when the event is known. A second delivery waits here for the first one's transaction. */
export async function insertStripeEvent(
  scope: SystemTransactionScope,
  event: { eventId: string; type: string; receivedAt: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await scope.handle
    .insertInto("stripe_events")
    .values({ id: event.eventId, type: event.type, received_at: event.receivedAt })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
