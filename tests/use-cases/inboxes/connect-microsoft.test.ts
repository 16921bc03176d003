import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import { withInboxTokens } from "../../../app/credentials/with-inbox-tokens.server.ts";
import { microsoftMailProvider } from "../../../app/providers/microsoft/microsoft-mail-provider.ts";
import { microsoftMailboxOAuth } from "../../../app/providers/microsoft/microsoft-mailbox-oauth.ts";
import { loader as callback } from "../../../app/routes/api.inboxes.$vendor.callback.ts";
import { loader as connect } from "../../../app/routes/api.inboxes.$vendor.connect.ts";
import { loader as inboxesPage } from "../../../app/routes/app.settings.inboxes._index.tsx";
import { syncInbox } from "../../../app/use-cases/sync/sync-inbox.server.ts";
import { scopeOf } from "../../../db/scope.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/start.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { APP, type Browser, comeBack, signIn, visit } from "./gmail-world.ts";

const db = await testDatabase();
const PAGE = "/app/settings/inboxes";
const CONNECT = "/api/inboxes/microsoft/connect";
let sandbox: Sandbox;
let app: AppContext;
let mia: Browser;

const inboxes = async () => (await db.pool.query("select * from inbox_connections order by created_at")).rows;
const control = (name: string, body: object) =>
  fetch(`${sandbox.url}/_control/${name}`, { method: "POST", body: JSON.stringify(body) });

/** Presses "Connect Microsoft" and answers the consent page; the address that the browser is sent back to. */
async function consent(email: string, decision = "allow"): Promise<string> {
  const start = await visit(app, mia, connect, CONNECT);
  const page = new URL(start.headers.get("Location") ?? "");
  const form = new URLSearchParams([...page.searchParams, ["email", email], ["decision", decision]]);
  const answer = await fetch(page.origin + page.pathname, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("Location") ?? "";
}

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  const client = {
    clientId: "leadbitz",
    clientSecret: "secret",
    loginBaseUrl: `${sandbox.url}/mslogin`,
    graphBaseUrl: sandbox.url,
  };
  app = testApp(db, {
    env: { MICROSOFT_CLIENT_ID: client.clientId, MICROSOFT_CLIENT_SECRET: client.clientSecret },
    providers: { microsoft: microsoftMailProvider(client), microsoftMailbox: microsoftMailboxOAuth(client) },
  });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await db.pool.query("truncate inbox_connections, idempotency_keys cascade");
  mia = await signIn(db, await insertWorkspace(db));
});

describe("connecting a Microsoft mailbox", () => {
  it("asks for lasting access to drafts and sending, with PKCE", async () => {
    const answer = await visit(app, mia, connect, `${CONNECT}?email=mia@contoso.test`);
    const asked = Object.fromEntries(new URL(answer.headers.get("Location") ?? "").searchParams);
    expect(asked).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${APP}/api/inboxes/microsoft/callback`,
      scope: "openid email profile offline_access Mail.ReadWrite Mail.Send User.Read",
      login_hint: "mia@contoso.test",
    });
  });

  it("stores the mailbox sealed, with its place of reading, and has it read", async () => {
    expect(await comeBack(app, mia, await consent("Mia@contoso.test"))).toBe(`${PAGE}?done=connected&vendor=microsoft`);
    const [inbox] = await inboxes();
    expect(inbox).toMatchObject({ provider: "microsoft", email: "mia@contoso.test", status: "active" });
    expect(inbox.refresh_token_encrypted).toMatch(/^v1:/);
    expect(Object.keys(JSON.parse(inbox.sync_cursor))).toEqual(["inbox", "junkemail", "sentitems", "newestAt"]);
    expect(JSON.stringify(inbox)).not.toMatch(/0\.AX|EwB4/);
    const scope = scopeOf(db, mia.actor.workspaceId);
    const profile = await withInboxTokens(app, scope, inbox.id, (mailbox) => mailbox.getProfile());
    expect(profile.email).toBe("mia@contoso.test");
    await control("deliver", { mailbox: "mia@contoso.test", raw: "From: bo@ex.test\r\nSubject: x\r\n\r\ny" });
    const read = await syncInbox(app, { workspaceId: mia.actor.workspaceId, inboxId: inbox.id });
    expect(read).toMatchObject({ outcome: "synced", isResync: false });
    const audit = await db.pool.query("select action from audit_events where entity_id = $1", [inbox.id]);
    expect(audit.rows).toEqual([{ action: "inbox.connected" }]);
  });

  it("reconnects an address that it knows, and leaves one of another provider alone", async () => {
    await comeBack(app, mia, await consent("mia@contoso.test"));
    await db.pool.query(
      "update inbox_connections set status = 'disconnected', status_reason = 'gone', cap_per_day = 7",
    );
    expect(await comeBack(app, mia, await consent("mia@contoso.test"))).toBe(
      `${PAGE}?done=reconnected&vendor=microsoft`,
    );
    expect(await inboxes()).toMatchObject([{ status: "active", status_reason: null, cap_per_day: 7 }]);
    await db.pool.query("update inbox_connections set provider = 'gmail', sync_cursor = '5'");
    const answer = await comeBack(app, mia, await consent("mia@contoso.test"));
    expect(answer).toBe(`${PAGE}?failed=other_provider&vendor=microsoft`);
    expect(await inboxes()).toMatchObject([{ provider: "gmail", sync_cursor: "5" }]);
  });

  it("does not take an answer that was begun with another vendor", async () => {
    const url = new URL(await consent("mia@contoso.test"));
    url.pathname = "/api/inboxes/google/callback";
    expect(await comeBack(app, mia, url.toString())).toBe(`${PAGE}?failed=state`);
    expect(await inboxes()).toEqual([]);
  });

  it("says that the person did not allow it", async () => {
    expect(await comeBack(app, mia, await consent("mia@contoso.test", "cancel"))).toBe(
      `${PAGE}?failed=denied&vendor=microsoft`,
    );
  });

  it("explains the administrator's approval, with the link to send on", async () => {
    await control("microsoft", { adminDomains: ["strict.test"] });
    expect(await consent("ivo@strict.test")).toBe("");
    const back = await comeBack(app, mia, await consent("ivo@strict.test", "back"));
    expect(back).toBe(`${PAGE}?failed=admin&vendor=microsoft`);
    const page = (await inboxesPage({
      request: new Request(`${APP}${back}`, {
        headers: { Cookie: `leadbitz_session=${mia.cookies.get("leadbitz_session")}` },
      }),
      params: {},
      context: { app, nonce: "n", requestId: "r", ip: "127.0.0.1" },
    } as never)) as { failed: string; adminUrl: string };
    expect(page.failed).toContain("administrator");
    const link = new URL(page.adminUrl);
    expect(link.pathname).toBe("/mslogin/organizations/v2.0/adminconsent");
    expect(link.searchParams.get("redirect_uri")).toBe(`${APP}/api/inboxes/microsoft/callback`);
    const nobody: Browser = { ...mia, cookies: new Map() };
    const thanks = await visit(app, nobody, callback, "/api/inboxes/microsoft/callback?admin_consent=True&tenant=x");
    expect([thanks.status, await thanks.text()]).toEqual([200, expect.stringContaining("approved")]);
  });

  it("cannot be exchanged because Microsoft is down", async () => {
    const url = await consent("mia@contoso.test");
    await control("faults", { provider: "microsoft_login", kind: "500", path: "/token", times: 1 });
    expect(await comeBack(app, mia, url)).toBe(`${PAGE}?failed=unreachable&vendor=microsoft`);
    expect(await inboxes()).toEqual([]);
  });

  it("is no page for another vendor, and says what is not configured instead of leaving", async () => {
    expect((await visit(app, mia, connect, "/api/inboxes/other/connect")).status).toBe(404);
    expect((await visit(testApp(db), mia, connect, CONNECT)).headers.get("Location")).toBe(PAGE);
  });
});
