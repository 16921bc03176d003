/** Better Auth inside this process: its tables live in schema `auth`, its REST calls never leave the process. */
import pg from "pg";
import type { Logger } from "pino";
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
  let handler: Promise<(request: Request) => Promise<Response>> | undefined;
  const loadHandler = () => {
    handler ??= import("./auth-handler.ts").then(({ createAuthHandler }) =>
      createAuthHandler(options, { pool, origin, basePath: BASE_PATH, jwksPath: JWKS_PATH }),
    );
    return handler;
  };
  const fetch = (url: string, init?: RequestInit) => loadHandler().then((answer) => answer(new Request(url, init)));
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
