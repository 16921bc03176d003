import type { ActionFunctionArgs } from "@remix-run/node";
import { receiveBillingEvent } from "../use-cases/system/receive-billing-event.server.ts";
import { answerWebhook } from "../web/answer-webhook.server.ts";

/** Stripe's events: whoever calls proves itself by the signature of the raw body. */
export async function action(args: ActionFunctionArgs) {
  const signature = args.request.headers.get("Stripe-Signature") ?? "";
  return answerWebhook(args, (app, body) => receiveBillingEvent(app, { body, signature }));
}
