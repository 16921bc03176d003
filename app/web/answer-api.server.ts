/** The manner of the API: guard, work, JSON; errors as problem details; a repeated key gets the first answer. */
import type { Role } from "../domain/actor.ts";
import { isAppError } from "../domain/errors.ts";
import { answerOnce } from "./answer-once.server.ts";
import { type KeyScope, requireCaller, type Seen } from "./guard.server.ts";
import { loadContextOf, type RouteArgs } from "./load-context.server.ts";
import { isUnexpected, problemResponse } from "./problem.server.ts";

/** JSON by default; a Response for files and redirects. */
export type ApiAnswer = { status?: number; body?: unknown; headers?: Record<string, string> } | Response;

/**
 * Answers an API call.
 *
 * Rules   session cookie (unsafe calls from our own origin) or Bearer key; reading needs scope read, changing write;
 *         with Idempotency-Key an unsafe call runs once and its repeat gets the stored answer
 * Errors  none thrown: every error is an RFC 9457 answer
 */
export async function answerApi(
  args: RouteArgs,
  work: (seen: Seen) => Promise<ApiAnswer>,
  options: { role?: Role; scope?: KeyScope } = {},
): Promise<Response> {
  const context = loadContextOf(args);
  const { app, requestId } = context;
  try {
    const { actor } = await requireCaller(args, options);
    const seen: Seen = { ...context, actor, now: await app.clock.now(), url: new URL(args.request.url) };
    return await answerOnce(args.request, seen, async () => responseOf(await work(seen)));
  } catch (error) {
    if (error instanceof Response) return error;
    if (isUnexpected(error)) app.log.error({ event: "request.failed", request_id: requestId, err: error });
    else if (isAppError(error) && error.code === "provider_failed") {
      app.log.warn({ event: "request.failed", request_id: requestId, err: error });
    }
    return problemResponse(error);
  }
}

function responseOf(answer: ApiAnswer): Response {
  if (answer instanceof Response) return answer;
  const headers = { "Cache-Control": "no-store", ...answer.headers };
  if (answer.body === undefined) return new Response(null, { status: answer.status ?? 204, headers });
  return Response.json(answer.body, { status: answer.status ?? 200, headers });
}
