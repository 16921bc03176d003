// Who may do what on Graph, and what the request's Prefer header asks for: immutable ids, page size, body type.
// Source: learn.microsoft.com/graph/permissions-reference; providers.md 3.2, 3.5 and 3.6.

import { mailboxOfToken } from "./grants.ts";
import { graphRefusal } from "./graph-errors.ts";
import { bearerOf, type Call } from "./http.ts";
import type { Mailbox, World } from "./world.ts";

export interface GraphCall extends Call {
  world: World;
  mailbox: Mailbox;
  params: string[];
  hasImmutableIds: boolean;
  pageSize: number | undefined;
  wantsText: boolean;
}

/** The call with its mailbox; refuses unknown tokens and missing scopes. */
export function admitToGraph(world: World, call: Call, allowed: string[], params: string[]): GraphCall {
  const known = mailboxOfToken(world, bearerOf(call), "microsoft", call.now);
  if (!known) throw graphRefusal("InvalidAuthenticationToken", call.now);
  if (!allowed.some((scope) => known.grant.scopes.includes(scope))) throw graphRefusal("ErrorAccessDenied", call.now);
  const prefer = String(call.headers.prefer ?? "");
  const pageSize = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(prefer)?.[1] ?? Number.NaN);
  return {
    ...call,
    world,
    mailbox: known.mailbox,
    params,
    hasImmutableIds: /IdType\s*=\s*"ImmutableId"/i.test(prefer),
    pageSize: Number.isNaN(pageSize) ? undefined : Math.max(1, pageSize),
    wantsText: /outlook\.body-content-type\s*=\s*"text"/i.test(prefer),
  };
}
