/** The manner of a page: guard, work, and errors as the pages that stand for them. */
import type { Role } from "../domain/actor.ts";
import type { Member } from "../use-cases/access/read-session.server.ts";
import { requireMember, type Seen } from "./guard.server.ts";
import { loadContextOf, type RouteArgs } from "./load-context.server.ts";
import { requireOwnOrigin } from "./origin-check.server.ts";
import { asAppError, isUnexpected, problemAnswer } from "./problem.server.ts";

/** `member` says names for showing; `actor` is what use cases take. */
export type PageSeen = Seen & { member: Member };
export type PublicSeen = Omit<Seen, "actor">;

/**
 * Answers a page behind the sign-in.
 *
 * Rules   signed out: redirect to /login with the way back; an AppError becomes a Response of its status
 * Errors  throws Responses (the error page shows them) and unexpected errors (Remix logs them, the page says 500)
 */
export async function answerPage<T>(
  args: RouteArgs,
  work: (seen: PageSeen) => Promise<T>,
  options: { role?: Role } = {},
): Promise<T> {
  return asPage(args, async (seen) => {
    const member = await requireMember(args, options);
    return work({ ...seen, actor: member.actor, member });
  });
}

/** Answers a page that needs no sign-in; unsafe requests still come from our own pages. */
export async function answerPublic<T>(args: RouteArgs, work: (seen: PublicSeen) => Promise<T>): Promise<T> {
  return asPage(args, async (seen) => {
    requireOwnOrigin(args.request, seen.app.config.trustedOrigins);
    return work(seen);
  });
}

async function asPage<T>(args: RouteArgs, work: (seen: PublicSeen) => Promise<T>): Promise<T> {
  const context = loadContextOf(args);
  try {
    return await work({ ...context, now: await context.app.clock.now(), url: new URL(args.request.url) });
  } catch (error) {
    if (error instanceof Response || isUnexpected(error)) throw error;
    const { code, message } = asAppError(error);
    const { status, headers } = problemAnswer(error);
    if (status >= 500) context.app.log.warn({ event: "page.failed", request_id: context.requestId, err: error });
    throw Response.json({ requestId: context.requestId, code, message }, { status, headers });
  }
}
