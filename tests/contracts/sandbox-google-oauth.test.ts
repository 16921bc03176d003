// The sandbox's Google sign-in, driven by the real SDK.
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxClient, startSandboxClient } from "../sandbox/sandbox-client.ts";
import { COMPOSE, connectGmail, READONLY } from "./google-consent.ts";

let client: SandboxClient;

beforeAll(async () => {
  client = await startSandboxClient();
}, 30_000);

afterAll(() => client.close());

describe("sandbox Google through the SDK", () => {
  it("connects a mailbox with PKCE, and refreshes without rotating", async () => {
    const { auth, scope } = await connectGmail(client.sandbox.url, "pkce@acme.test", [COMPOSE, READONLY]);
    expect(scope.split(" ")).toEqual(expect.arrayContaining(["openid", COMPOSE, READONLY]));
    const first = auth.credentials.refresh_token;
    const { credentials } = await auth.refreshAccessToken();
    expect(credentials.refresh_token).toBe(first);
    const keys = (await (await fetch(`${client.sandbox.url}/oauth2/v3/certs`)).json()) as JSONWebKeySet;
    const checks = { issuer: "https://accounts.google.com", audience: "leadbitz", currentDate: client.now() };
    const { payload } = await jwtVerify(auth.credentials.id_token ?? "", createLocalJWKSet(keys), checks);
    expect(payload.email).toBe("pkce@acme.test");
  });

  it("says invalid_grant in Google's words after a revocation", async () => {
    const { auth } = await connectGmail(client.sandbox.url, "gone@acme.test", [COMPOSE, READONLY]);
    await client.control("revoke", { mailbox: "gone@acme.test" });
    await expect(auth.refreshAccessToken()).rejects.toMatchObject({
      status: 400,
      message: "invalid_grant",
      response: { data: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
    });
  });
});
