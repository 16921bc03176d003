/** Better Auth itself: an import of half a second, so it is loaded with the first sign-in and not with the server. */
import { betterAuth } from "better-auth";
import { symmetricDecrypt } from "better-auth/crypto";
import { type JwtOptions, jwt } from "better-auth/plugins";
import type pg from "pg";
import { PASSWORD_LENGTH } from "../domain/passwords.ts";
import type { EmbeddedIdentityOptions } from "./embedded-identity.ts";

type StoredKey = NonNullable<Awaited<ReturnType<NonNullable<NonNullable<JwtOptions["adapter"]>["getJwks"]>>>>[number];
type Secret = Parameters<typeof symmetricDecrypt>[0]["key"];

/**
 * Signing keys are stored sealed by the secret. After a change of the secret the former ones cannot be read: they count
 * as absent, so that a fresh one is made, and they serve again when the former secret comes back.
 */
async function readableKeys(keys: StoredKey[], secret: Secret): Promise<StoredKey[]> {
  const opened = await Promise.all(
    keys.map((key) =>
      symmetricDecrypt({ key: secret, data: JSON.parse(key.privateKey) }).then(
        () => [key],
        () => [],
      ),
    ),
  );
  return opened.flat();
}

type Places = { pool: pg.Pool; origin: string; basePath: string; jwksPath: string };

/** Answers a request to the identity's own paths. */
export function createAuthHandler(
  options: EmbeddedIdentityOptions,
  places: Places,
): (request: Request) => Promise<Response> {
  const auth = betterAuth({
    database: places.pool,
    baseURL: places.origin,
    basePath: places.basePath,
    secret: options.secret,
    trustedOrigins: options.trustedOrigins,
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
    },
    plugins: [
      jwt({
        jwks: { jwksPath: places.jwksPath },
        jwt: { issuer: places.origin, audience: places.origin },
        adapter: {
          getJwks: async ({ context }) =>
            readableKeys(await context.adapter.findMany<StoredKey>({ model: "jwks" }), context.secretConfig),
        },
      }),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) => options.log[level]({ event: "identity.warned", reason: message }),
    },
  });
  return auth.handler;
}
