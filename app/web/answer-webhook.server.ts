/** Events that vendors send: proven by a signature over the raw bytes, so the body is bounded and not parsed here. */
import type { AppContext } from "../context.ts";
import { loadContextOf, type RouteArgs } from "./load-context.server.ts";
import { isUnexpected, problemResponse } from "./problem.server.ts";
import { readBody } from "./read-body.server.ts";
import { requireMethod } from "./require-method.server.ts";

/** What came of an event; a refusal's reason is for the log only. */
type Received = { outcome: string; reason?: string; eventId?: string; type?: string };

/** Answers 200 to what was taken or ignored, and 400 without a word to what is not proven. */
export async function answerWebhook(
  args: RouteArgs,
  work: (app: AppContext, body: Uint8Array) => Promise<Received>,
): Promise<Response> {
  const { app, requestId } = loadContextOf(args);
  try {
    requireMethod(args.request, "POST");
    const { outcome, reason, eventId, type } = await work(app, await readBody(args.request));
    const facts = { request_id: requestId, event_id: eventId, type, reason };
    if (outcome === "refused") {
      app.log.warn({ event: "webhook.refused", ...facts });
      return new Response(null, { status: 400, headers: { "Cache-Control": "no-store" } });
    }
    app.log.info({ event: "webhook.received", outcome, ...facts });
    return Response.json({ received: true }, { headers: { "Cache-Control": "no-store" } });
  } catch (error) {
    if (error instanceof Response) return error;
    if (isUnexpected(error)) app.log.error({ event: "webhook.failed", request_id: requestId, err: error });
    return problemResponse(error);
  }
}
