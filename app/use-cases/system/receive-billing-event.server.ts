import { insertStripeEvent } from "../../../db/queries/system/stripe-events.ts";
import { inTransaction, type SystemTransactionScope, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { AppError, isProviderError } from "../../domain/errors.ts";
import type { BillingEvent, SignedEvent } from "../../providers/ports.ts";

export type ReceivedEvent =
  | { outcome: "refused"; reason: string }
  | { outcome: "handled" | "unknown_type" | "repeated"; eventId: string; type: string };

/** What an event sets off, in the transaction that remembers its id: a job that fetches the object as it is now. */
export type BillingEventHandler = (scope: SystemTransactionScope, event: BillingEvent) => Promise<void>;

/** Event type → what it sets off. Other types are remembered and ignored. */
const HANDLERS: Record<string, BillingEventHandler> = {};

/**
 * Takes a signed billing event at most once.
 *
 * Rules   nothing is stored before the signature holds; the event's id and what it sets off are one transaction, so a
 *         failed handler leaves no id behind and the event may come again; order is not relied on
 * Errors  not_found when billing has no signing secret
 * Source  docs.stripe.com/webhooks (duplicates, order); providers.md 10.4
 */
export async function receiveBillingEvent(
  app: AppContext,
  signed: Omit<SignedEvent, "receivedAt">,
  handlers = HANDLERS,
): Promise<ReceivedEvent> {
  const { billingEvents } = app.providers;
  if (!billingEvents) throw new AppError("not_found", "Billing is off here: STRIPE_WEBHOOK_SECRET is not set.");
  const receivedAt = await app.clock.now();
  const read = await billingEvents.readEvent({ ...signed, receivedAt }).catch((error: unknown) => {
    if (isProviderError(error) && error.kind === "invalid_request") return { refusal: error.message };
    throw error;
  });
  if ("refusal" in read) return { outcome: "refused", reason: read.refusal };
  const { eventId, type } = read;
  const handle = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
  const outcome = await inTransaction(systemScope(app.db), async (scope) => {
    if (!(await insertStripeEvent(scope, { eventId, type, receivedAt }))) return "repeated";
    if (!handle) return "unknown_type";
    await handle(scope, read);
    return "handled";
  });
  return { outcome, eventId, type };
}
