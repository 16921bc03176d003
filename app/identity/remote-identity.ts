/** Neon Auth: the same software at another address. Its origin allow-list must name ours. */
import type { Identity } from "./identity.ts";
import { identityOver } from "./identity-over.ts";

export function createRemoteIdentity({ neonAuthUrl, appOrigin }: { neonAuthUrl: string; appOrigin: string }): Identity {
  return {
    ...identityOver({ fetch: (url, init) => fetch(url, init), baseUrl: neonAuthUrl, origin: appOrigin }),
    answer: async () => new Response("Not found", { status: 404 }),
    close: async () => undefined,
  };
}
