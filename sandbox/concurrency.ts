// Graph lets an application make four requests at a time to one mailbox; a fifth is refused. A request counts from
// its first byte until its answer was written or its connection is gone. Source: providers.md 3.8.
import { mailboxOfToken } from "./grants.ts";
import { bearerOf, type Call } from "./http.ts";
import type { World } from "./world.ts";

const AT_ONCE = 4;
const EVER = new Date(0);
const inFlight = new WeakMap<World, Map<string, number>>();

export function enterMailbox(
  world: World,
  call: Pick<Call, "path" | "query" | "headers">,
): { isFull: boolean; leave: () => void } {
  const known = call.path.startsWith("/v1.0/") ? mailboxOfToken(world, bearerOf(call), "microsoft", EVER) : undefined;
  if (!known) return { isFull: false, leave: () => undefined };
  const counts = inFlight.get(world) ?? new Map<string, number>();
  inFlight.set(world, counts);
  const { email } = known.mailbox;
  const running = counts.get(email) ?? 0;
  counts.set(email, running + 1);
  return {
    isFull: running >= AT_ONCE,
    leave: () => {
      const left = (counts.get(email) ?? 1) - 1;
      if (left > 0) counts.set(email, left);
      else counts.delete(email);
    },
  };
}
