/** The sandbox's Microsoft login, over HTTP: consent, codes, tokens and their ends. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SandboxClient, startSandboxClient } from "../sandbox/sandbox-client.ts";

const REDIRECT = "http://localhost:3000/api/inboxes/microsoft/callback";
const SCOPE = "openid email profile offline_access Mail.ReadWrite Mail.Send User.Read";
const MIA = "mia@contoso.test";

let client: SandboxClient;
beforeAll(async () => {
  client = await startSandboxClient();
});
afterAll(() => client.close());
beforeEach(async () => {
  await client.control("reset", {});
  await client.control("people", { default: "silent" });
});

describe("sandbox Microsoft login", () => {
  const verifier = randomBytes(32).toString("base64url");
  const asked = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      client_id: "leadbitz",
      response_type: "code",
      response_mode: "query",
      redirect_uri: REDIRECT,
      scope: SCOPE,
      state: "st/4te",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    });
  const login = (place: string) => `${client.sandbox.url}/mslogin/common/oauth2/v2.0/${place}`;
  const decide = (form: URLSearchParams) =>
    fetch(login("authorize"), { method: "POST", body: form, redirect: "manual" });
  const exchange = async (form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: "leadbitz", client_secret: "secret", ...form });
    const answer = await fetch(login("token"), { method: "POST", body });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const codeFor = async (email: string) => {
    const answer = await decide(asked({ email, decision: "allow" }));
    const back = new URL(answer.headers.get("location") ?? "");
    expect(back.searchParams.get("state")).toBe("st/4te");
    return back.searchParams;
  };

  it("shows what is asked for, and gives a code that counts once and with its verifier only", async () => {
    const page = await (await fetch(`${login("authorize")}?${asked({ login_hint: "zoe@contoso.test" })}`)).text();
    expect(page).toContain('value="zoe@contoso.test"');
    expect(page).toContain("Mail.ReadWrite");
    expect(page).not.toContain("checkbox");
    const code = (await codeFor("zoe@contoso.test")).get("code") ?? "";
    const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT };
    expect((await exchange({ ...form, code_verifier: "x".repeat(43) })).body).toMatchObject({
      error: "invalid_grant",
      error_codes: [501481],
    });
    const { status, body } = await exchange({ ...form, code_verifier: verifier });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: "Bearer",
      scope: "openid email profile Mail.ReadWrite Mail.Send User.Read",
    });
    expect(body.expires_in).toBeGreaterThanOrEqual(3600);
    expect(body.expires_in).toBeLessThanOrEqual(5400);
    expect((await exchange({ ...form, code_verifier: verifier })).body.error_codes).toEqual([70000]);
  });

  it("hands out a new refresh token each time; the one before ends later, all end with a revocation", async () => {
    const first = (await client.openMailbox(MIA, { provider: "microsoft" })).refreshToken;
    const refresh = (refresh_token: unknown) =>
      exchange({ grant_type: "refresh_token", refresh_token: String(refresh_token) });
    const second = (await refresh(first)).body.refresh_token;
    expect(second).not.toBe(first);
    expect((await refresh(first)).status).toBe(200);
    client.advance(3_600_001);
    expect((await refresh(first)).body).toMatchObject({ error: "invalid_grant", error_codes: [70008] });
    expect((await refresh(second)).status).toBe(200);
    await client.control("revoke", { mailbox: MIA });
    const { status, body } = await refresh(second);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: "invalid_grant", error_codes: [50173], trace_id: expect.any(String) });
    expect(body.error_description).toMatch(/^AADSTS50173: /);
  });

  it("goes back with an error when the person declines, and when only an administrator may allow it", async () => {
    const declined = await decide(asked({ decision: "cancel" }));
    const back = new URL(declined.headers.get("location") ?? "").searchParams;
    expect([back.get("error"), back.get("error_description")?.slice(0, 12)]).toEqual(["access_denied", "AADSTS65004:"]);
    await client.control("microsoft", { adminDomains: ["strict.test"] });
    const page = await decide(asked({ email: "ivo@strict.test", decision: "allow" }));
    expect(await page.text()).toContain("Need admin approval");
    const returned = await decide(asked({ email: "ivo@strict.test", decision: "back" }));
    const refused = new URL(returned.headers.get("location") ?? "").searchParams;
    expect(refused.get("error_description")).toMatch(/^AADSTS90094: /);
    const approve = new URLSearchParams({
      client_id: "leadbitz",
      redirect_uri: REDIRECT,
      decision: "allow",
      domain: "strict.test",
    });
    const place = `${client.sandbox.url}/mslogin/organizations/v2.0/adminconsent`;
    const approved = await fetch(place, { method: "POST", body: approve, redirect: "manual" });
    expect(approved.headers.get("location")).toContain("admin_consent=True");
    expect((await codeFor("ivo@strict.test")).get("code")).toBeTruthy();
  });

  it("knows no mailbox of Google's", async () => {
    await client.openMailbox("ada@acme.test");
    expect((await decide(asked({ email: "ada@acme.test", decision: "allow" }))).status).toBe(400);
  });
});
