/**
 * Stripe's signed events. The SDK is loaded at the first event (35 ms, 21 MB), so an installation without billing does
 * not carry it. Source: providers.md 10.4; docs.stripe.com/webhooks/signature.
 */
import { z } from "zod";
import { ProviderError } from "../../domain/errors.ts";
import type { BillingEvents } from "../ports.ts";

const TOLERANCE_SECONDS = 300;

const shape = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  data: z.object({ object: z.object({ id: z.string().optional() }) }),
});

export function stripeEvents(signingSecret: string): BillingEvents {
  return {
    async readEvent({ body, signature, receivedAt }) {
      const { Stripe } = await import("stripe");
      const event = await Stripe.webhooks
        .constructEventAsync(body, signature, signingSecret, TOLERANCE_SECONDS, undefined, receivedAt.getTime())
        .catch((cause: unknown) => {
          throw refusal("The event's signature is not valid.", cause);
        });
      const parsed = shape.safeParse(event);
      if (!parsed.success) throw refusal("The event has not the shape of an event.", parsed.error);
      const { id, type, data } = parsed.data;
      return { eventId: id, type, objectId: data.object.id ?? null };
    },
  };
}

function refusal(message: string, cause: unknown): ProviderError {
  return new ProviderError({ kind: "invalid_request", provider: "stripe", message, delivery: "not_sent" }, cause);
}
