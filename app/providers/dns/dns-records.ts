/** The DNS over Node's own resolver. `servers`: in place of the system's, each "address" or "address:port". */
import { Resolver } from "node:dns/promises";
import { ProviderError } from "../../domain/errors.ts";
import type { DomainRecords } from "../ports.ts";

/** The resolver's own tries (c-ares: doubled each time), so that a page never waits longer than a few seconds. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** No such name, or no such record at a name that exists (RFC 2308). */
const NOTHING = new Set(["ENOTFOUND", "ENODATA"]);

export function dnsRecords({ servers = [] }: { servers?: string[] | undefined } = {}): DomainRecords {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async listTxt(name) {
      try {
        const records = await resolver.resolveTxt(name);
        return records.map((strings) => strings.join(""));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code && NOTHING.has(code)) return [];
        throw new ProviderError(
          {
            kind: "transient",
            provider: "dns",
            message: "The DNS did not answer. Look again in a minute.",
            delivery: "not_sent",
          },
          error,
        );
      }
    },
  };
}
