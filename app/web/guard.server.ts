/** Who asks, by cookie or key. Every loader and action passes here through answerPage or answerApi. */
import { redirect } from "@remix-run/node";
import type { LoadContext } from "../context.ts";
import { type Actor, mayActAs, type Role } from "../domain/actor.ts";
import { AppError } from "../domain/errors.ts";
import { readApiKey } from "../use-cases/access/read-api-key.server.ts";
import { type Member, readSession } from "../use-cases/access/read-session.server.ts";
import { loadContextOf, type RouteArgs } from "./load-context.server.ts";
import { bearerOf, isUnsafe, requireOwnOrigin } from "./origin-check.server.ts";
import { readSessionCookie } from "./session-cookie.server.ts";

export type KeyScope = "read" | "write";

/** What the work of a route is given. */
export type Seen = LoadContext & { actor: Actor; now: Date; url: URL };

/** The signed-in member of a request, if there is one. */
export async function findMember(args: RouteArgs): Promise<Member | undefined> {
  const { app } = loadContextOf(args);
  const token = readSessionCookie(args.request, app.config);
  return token === undefined ? undefined : readSession(app, token);
}

/**
 * The signed-in member of a page's request.
 *
 * Errors  a redirect to /login when signed out; forbidden when the role is too low or the request came from elsewhere
 */
export async function requireMember(args: RouteArgs, options: { role?: Role } = {}): Promise<Member> {
  const { app } = loadContextOf(args);
  requireOwnOrigin(args.request, app.config.trustedOrigins);
  const member = await findMember(args);
  if (!member) throw redirect(loginPath(args.request), 303);
  requireRole(member.actor, options.role);
  return member;
}

/**
 * The actor of an API call: a Bearer key alone when there is one, else the session cookie from our own origin.
 *
 * Errors  unauthenticated; forbidden when scope or role are too low
 */
export async function requireCaller(
  args: RouteArgs,
  options: { role?: Role; scope?: KeyScope } = {},
): Promise<{ actor: Actor }> {
  const { app } = loadContextOf(args);
  const bearer = bearerOf(args.request);
  const caller = bearer === undefined ? await requireSession(args) : await readApiKey(app, bearer);
  if (!caller) throw new AppError("unauthenticated", "This key is not valid. It may have been revoked.");
  const needed = options.scope ?? (isUnsafe(args.request.method) ? "write" : "read");
  if ("scopes" in caller && !caller.scopes.includes(needed)) {
    throw new AppError("forbidden", `This key may not ${needed}. Make one with the scope "${needed}".`);
  }
  requireRole(caller.actor, options.role);
  return caller;
}

async function requireSession(args: RouteArgs): Promise<Member> {
  requireOwnOrigin(args.request, loadContextOf(args).app.config.trustedOrigins);
  const member = await findMember(args);
  if (!member) throw new AppError("unauthenticated", "Sign in, or send an API key as Bearer token.");
  return member;
}

function requireRole(actor: Actor, role: Role | undefined) {
  if (role && !mayActAs(actor.role, role)) throw new AppError("forbidden", "Your role does not allow this.");
}

/** A form that was sent while signed out comes back to its page, not to its action. */
function loginPath(request: Request): string {
  const url = new URL(request.url);
  for (const name of ["_routes", "index"]) url.searchParams.delete(name);
  const next = url.pathname.replace(/\.data$/, "") + url.search;
  return `/login?${new URLSearchParams({ next })}`;
}
