/** The typed way from a route's arguments to what server.ts handed over. */
import type { LoadContext } from "../context.ts";

/** What Remix gives to each loader and action. */
export type RouteArgs = { request: Request; params: Readonly<Record<string, string | undefined>>; context: object };

export function loadContextOf(args: RouteArgs): LoadContext {
  if (!("app" in args.context)) throw new Error("server.ts handed over no context");
  return args.context as LoadContext;
}
