import type { Logger } from "pino";
import type { Config, Secrets } from "../config.server.ts";
import { createEmbeddedIdentity } from "./embedded-identity.ts";
import type { Identity } from "./identity.ts";
import { createRemoteIdentity } from "./remote-identity.ts";

/** Setting NEON_AUTH_URL changes an address and nothing else. */
export function createIdentity(config: Config, secrets: Secrets, connectionString: string, log: Logger): Identity {
  const { origin } = new URL(config.appUrl);
  if (config.neonAuthUrl) return createRemoteIdentity({ neonAuthUrl: config.neonAuthUrl, appOrigin: origin });
  return createEmbeddedIdentity({
    connectionString,
    appUrl: config.appUrl,
    secret: secrets.sessionSecret,
    trustedOrigins: config.trustedOrigins,
    log,
  });
}
