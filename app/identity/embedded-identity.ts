/** Better Auth inside this process: its tables live in schema `auth`, its REST calls never leave the process. */
import { betterAuth } from "better-auth";
import { jwt } from "better-auth/plugins";
import pg from "pg";
import type { Logger } from "pino";
import { PASSWORD_LENGTH } from "../domain/passwords.ts";
import type { Identity } from "./identity.ts";
import { identityOver } from "./identity-over.ts";

const BASE_PATH = "/api/auth";
const JWKS_PATH = "/.well-known/jwks.json";
/** Signing in is rare and slow on purpose (scrypt): a small pool of its own cannot starve the application. */
const MAX_CONNECTIONS = 3;

/**
 * The only door to the outside is the public keys: passwords come in through our own forms, which count attempts.
 */
const PUBLIC_PATHS = new Set([`${BASE_PATH}${JWKS_PATH}`, `${BASE_PATH}/ok`]);

export type EmbeddedIdentityOptions = {
  connectionString: string;
  appUrl: string;
  secret: string;
  trustedOrigins: string[];
  log: Logger;
};

export function createEmbeddedIdentity(options: EmbeddedIdentityOptions): Identity {
  const { origin } = new URL(options.appUrl);
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: MAX_CONNECTIONS,
    options: "-c search_path=auth",
    application_name: "leadbitz-identity",
  });
  pool.on("error", (error) => options.log.warn({ event: "database.connection-lost", err: error }));
  const auth = betterAuth({
    database: pool,
    baseURL: origin,
    basePath: BASE_PATH,
    secret: options.secret,
    trustedOrigins: options.trustedOrigins,
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
    },
    plugins: [jwt({ jwks: { jwksPath: JWKS_PATH }, jwt: { issuer: origin, audience: origin } })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) => options.log[level]({ event: "identity.warned", reason: message }),
    },
  });
  const fetch = (url: string, init?: RequestInit) => auth.handler(new Request(url, init));
  return {
    ...identityOver({ fetch, baseUrl: origin + BASE_PATH, origin }),
    async answer(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== "GET" || !PUBLIC_PATHS.has(pathname)) return new Response("Not found", { status: 404 });
      return fetch(origin + pathname);
    },
    close: () => pool.end(),
  };
}
