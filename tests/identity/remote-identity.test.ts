/** Another Better Auth server over HTTP, as Neon Auth is one, under a path of its own and with its own cookie names. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Identity } from "../../app/identity/identity.ts";
import { createRemoteIdentity } from "../../app/identity/remote-identity.ts";

const APP = "http://localhost:3000";
const server = createServer((request, response) => void handle(request, response));
let handle: ReturnType<typeof toNodeHandler>;
let origin: string;
let identity: Identity;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const auth = betterAuth({
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
    baseURL: origin,
    basePath: "/neondb/auth",
    secret: "a-secret-of-the-other-server-0123456789",
    trustedOrigins: [APP],
    emailAndPassword: { enabled: true },
    advanced: { cookiePrefix: "neon-auth", useSecureCookies: true, disableOriginCheck: false, disableCSRFCheck: false },
    plugins: [jwt({ jwks: { jwksPath: "/.well-known/jwks.json" }, jwt: { issuer: origin, audience: origin } })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  handle = toNodeHandler(auth);
  identity = createRemoteIdentity({ neonAuthUrl: `${origin}/neondb/auth`, appOrigin: APP });
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const ana = { name: "Ana", email: "ana@acme.test", password: "correct-horse-1" };

describe("identity at another address", () => {
  it("signs up, signs in and names the same person", async () => {
    const up = await identity.signUp(ana);
    const back = await identity.signIn(ana);
    expect(up).toMatchObject({ ok: true, user: { email: "ana@acme.test", name: "Ana" } });
    expect(back).toEqual(up);
  });

  it("says why it refuses", async () => {
    expect(await identity.signUp(ana)).toEqual({ ok: false, reason: "email_taken" });
    expect(await identity.signIn({ ...ana, password: "wrong-horse-1" })).toEqual({
      ok: false,
      reason: "wrong_credentials",
    });
    expect(await identity.signUp({ ...ana, email: "bo@acme.test", password: "x" })).toEqual({
      ok: false,
      reason: "password_too_short",
    });
    expect(await identity.signIn({ ...ana, email: "no address" })).toEqual({ ok: false, reason: "invalid_email" });
  });

  it("fails aloud when nobody answers or our origin is not listed", async () => {
    const nobody = createRemoteIdentity({ neonAuthUrl: "http://127.0.0.1:9/neondb/auth", appOrigin: APP });
    await expect(nobody.signIn(ana)).rejects.toMatchObject({ code: "provider_failed" });
    const foreign = createRemoteIdentity({ neonAuthUrl: `${origin}/neondb/auth`, appOrigin: "https://other.example" });
    await expect(foreign.signUp({ ...ana, email: "cy@acme.test" })).rejects.toMatchObject({ code: "provider_failed" });
  });

  it("has no public paths of its own", async () => {
    expect((await identity.answer(new Request(`${APP}/api/auth/ok`))).status).toBe(404);
  });
});

describe("token", () => {
  const claims = { email: "ana@acme.test", name: "Ana" };

  it("of another key is refused, whatever it says", async () => {
    const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
    const { keys } = (await (await fetch(`${origin}/neondb/auth/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    const kid = keys[0]?.kid ?? "";
    const forge = (header: { alg: string; kid: string; jwk?: object }) =>
      new SignJWT({ ...claims })
        .setProtectedHeader(header)
        .setSubject("1")
        .setIssuer(origin)
        .setAudience(origin)
        .setExpirationTime("5m");
    const forged = [
      await forge({ alg: "EdDSA", kid }).sign(privateKey),
      await forge({ alg: "EdDSA", kid: "unknown" }).sign(privateKey),
      await forge({ alg: "EdDSA", kid, jwk: await exportJWK(publicKey) }).sign(privateKey),
      await forge({ alg: "HS256", kid }).sign(new TextEncoder().encode("a-secret-of-the-other-server-0123456789")),
      `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ ...claims, sub: "1", iss: origin, aud: origin }))}.`,
      "",
    ];
    for (const token of forged)
      await expect(identity.verifyToken(token)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});
