import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxClient, startSandboxClient } from "./sandbox-client.ts";

const COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
const READONLY = "https://www.googleapis.com/auth/gmail.readonly";
const ASKED = {
  client_id: "leadbitz",
  redirect_uri: "http://localhost:3000/back?x=1",
  response_type: "code",
  scope: `openid email ${COMPOSE} ${READONLY}`,
  state: "s1",
  access_type: "offline",
  prompt: "consent",
};

let client: SandboxClient;
beforeAll(async () => {
  client = await startSandboxClient();
});
afterAll(() => client.close());

const decide = (fields: [string, string][]): Promise<Response> =>
  fetch(`${client.sandbox.url}/o/oauth2/v2/auth`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams([...Object.entries(ASKED), ...fields]),
  });
const backOf = (answer: Response): URL => new URL(answer.headers.get("location") ?? "");
const token = async (fields: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> => {
  const body = new URLSearchParams({
    client_id: "leadbitz",
    client_secret: "s",
    redirect_uri: ASKED.redirect_uri,
    ...fields,
  });
  const answer = await fetch(`${client.sandbox.url}/token`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe("consent page", () => {
  it("offers known mailboxes and every scope, and takes the login hint", async () => {
    await client.openMailbox("known@acme.test");
    const query = new URLSearchParams({ ...ASKED, login_hint: 'x"@acme.test' });
    const page = await (await fetch(`${client.sandbox.url}/o/oauth2/v2/auth?${query}`)).text();
    expect(page).toContain('value="known@acme.test"');
    expect(page).toContain('value="x&quot;@acme.test"');
    expect(page.match(/type="checkbox"/g)).toHaveLength(2);
  });

  it.each([
    ["client_id", "wrong"],
    ["redirect_uri", "nowhere"],
    ["response_type", "token"],
    ["scope", ""],
  ])("refuses a bad %s", async (name, value) => {
    const query = new URLSearchParams({ ...ASKED, [name]: value });
    expect((await fetch(`${client.sandbox.url}/o/oauth2/v2/auth?${query}`)).status).toBe(400);
  });

  it("goes back with access_denied on cancel", async () => {
    const back = backOf(await decide([["decision", "cancel"]]));
    expect(Object.fromEntries(back.searchParams)).toEqual({ x: "1", state: "s1", error: "access_denied" });
  });

  it("grants only what was ticked, and a code works once", async () => {
    const answer = await decide([
      ["decision", "allow"],
      ["email", "New@Acme.test"],
      ["granted", COMPOSE],
    ]);
    const code = backOf(answer).searchParams.get("code") ?? "";
    const first = await token({ grant_type: "authorization_code", code });
    expect(String(first.body.scope).split(" ")).toEqual([
      "openid",
      "https://www.googleapis.com/auth/userinfo.email",
      COMPOSE,
    ]);
    expect(first.body).toMatchObject({ expires_in: 3599, token_type: "Bearer", refresh_token: expect.any(String) });
    expect((await token({ grant_type: "authorization_code", code })).body.error).toBe("invalid_grant");
    const access = { headers: { authorization: `Bearer ${first.body.access_token}` } };
    const user = await fetch(`${client.sandbox.url}/oauth2/v2/userinfo`, access);
    expect(await user.json()).toMatchObject({ email: "new@acme.test", verified_email: true });
  });

  it.each([
    ["the right verifier", "right-verifier", 200],
    ["another verifier", "wrong-verifier", 400],
    ["no verifier", "", 400],
  ])("exchanges a challenged code with %s → %s", async (_, verifier, status) => {
    const challenge = createHash("sha256").update("right-verifier").digest("base64url");
    const pkce: [string, string][] = [
      ["code_challenge", challenge],
      ["code_challenge_method", "S256"],
    ];
    const answer = await decide([["decision", "allow"], ["email", "pkce@acme.test"], ...pkce]);
    const code = backOf(answer).searchParams.get("code") ?? "";
    const proof: Record<string, string> = verifier === "" ? {} : { code_verifier: verifier };
    expect((await token({ grant_type: "authorization_code", code, ...proof })).status).toBe(status);
  });

  it("gives a refresh token only for offline access with consent", async () => {
    const answer = await decide([
      ["decision", "allow"],
      ["mailbox", "known@acme.test"],
    ]);
    expect(backOf(answer).searchParams.get("code")).toBeTruthy();
    const body = new URLSearchParams({ ...ASKED, prompt: "", decision: "allow", mailbox: "known@acme.test" });
    const plain = await fetch(`${client.sandbox.url}/o/oauth2/v2/auth`, { method: "POST", redirect: "manual", body });
    const { body: tokens } = await token({
      grant_type: "authorization_code",
      code: backOf(plain).searchParams.get("code") ?? "",
    });
    expect(tokens).not.toHaveProperty("refresh_token");
  });

  it("ends access tokens after an hour of the application's time", async () => {
    const { accessToken, refreshToken } = await client.openMailbox("hour@acme.test");
    expect((await client.gmail(accessToken, "profile")).status).toBe(200);
    client.advance(3_600_000);
    expect((await client.gmail(accessToken, "profile")).status).toBe(401);
    const { body } = await token({ grant_type: "refresh_token", refresh_token: refreshToken });
    expect((await client.gmail(String(body.access_token), "profile")).status).toBe(200);
    await fetch(`${client.sandbox.url}/revoke?token=${encodeURIComponent(refreshToken)}`, { method: "POST" });
    expect((await token({ grant_type: "refresh_token", refresh_token: refreshToken })).body).toEqual({
      error: "invalid_grant",
      error_description: "Token has been expired or revoked.",
    });
  });

  it("refuses a wrong client", async () => {
    expect((await token({ client_id: "wrong", grant_type: "refresh_token" })).status).toBe(401);
    expect((await token({ client_secret: "", grant_type: "refresh_token" })).body.error).toBe("invalid_client");
  });
});
