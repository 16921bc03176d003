import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import { withInboxTokens } from "../../../app/credentials/with-inbox-tokens.server.ts";
import { loader as connect } from "../../../app/routes/api.inboxes.$vendor.connect.ts";
import { scopeOf } from "../../../db/scope.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { type Browser, COMPOSE, comeBack, consent, gmailWorld, READONLY, signIn, visit } from "./gmail-world.ts";

const db = await testDatabase();
const world = gmailWorld();
const PAGE = "/app/settings/inboxes";
let app: AppContext;
let ana: Browser;

const inboxes = async () => (await db.pool.query("select * from inbox_connections order by created_at")).rows;

beforeAll(() => {
  app = world.app(db);
});
beforeEach(async () => {
  await db.pool.query("truncate inbox_connections, idempotency_keys cascade");
  ana = await signIn(db, await insertWorkspace(db));
});

describe("connecting a Gmail mailbox", () => {
  it("asks Google for offline access, with PKCE and both permissions", async () => {
    const answer = await visit(app, ana, connect, "/api/inboxes/google/connect");
    const asked = new URL(answer.headers.get("Location") ?? "").searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      access_type: "offline",
      prompt: "consent",
      code_challenge_method: "S256",
      redirect_uri: "http://localhost:3000/api/inboxes/google/callback",
      scope: `openid email ${COMPOSE} ${READONLY}`,
    });
    const cookie = answer.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
    expect(cookie).toContain("Max-Age=600");
    expect(cookie).not.toContain(asked.get("state"));
  });

  it("stores the mailbox sealed, with its place of reading, and has it read", async () => {
    expect(await comeBack(app, ana, await consent(app, ana, "Ana@acme.test"))).toBe(`${PAGE}?done=connected`);
    const [inbox] = await inboxes();
    expect(inbox).toMatchObject({
      workspace_id: ana.actor.workspaceId,
      email: "ana@acme.test",
      status: "active",
      display_name: "Ana",
    });
    expect(inbox.refresh_token_encrypted).toMatch(/^v1:/);
    expect(inbox.access_token_encrypted).toMatch(/^v1:/);
    expect(inbox.sync_cursor).toMatch(/^\d+$/);
    expect(JSON.stringify(inbox)).not.toMatch(/1\/\/0|ya29/);
    const jobs = await db.pool.query(
      "select task_identifier from graphile_worker.jobs where task_identifier = 'sync_inbox'",
    );
    expect(jobs.rows.length).toBeGreaterThan(0);
    const profile = await withInboxTokens(app, scopeOf(db, ana.actor.workspaceId), inbox.id, (mailbox) =>
      mailbox.getProfile(),
    );
    expect(profile.email).toBe("ana@acme.test");
  });

  it("reconnects an address that it knows: new tokens, settings and place of reading kept", async () => {
    await comeBack(app, ana, await consent(app, ana, "ana@acme.test"));
    const [before] = await inboxes();
    await db.pool.query(
      "update inbox_connections set status = 'disconnected', status_reason = 'gone', cap_per_day = 7, sync_cursor = '5', refresh_token_encrypted = null",
    );
    expect(await comeBack(app, ana, await consent(app, ana, "ana@acme.test"))).toBe(`${PAGE}?done=reconnected`);
    const [after, ...others] = await inboxes();
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before.id,
      status: "active",
      status_reason: null,
      cap_per_day: 7,
      sync_cursor: "5",
    });
    expect(after.refresh_token_encrypted).toMatch(/^v1:/);
  });

  it("leaves a paused inbox paused when it is connected again", async () => {
    await comeBack(app, ana, await consent(app, ana, "ana@acme.test"));
    await db.pool.query("update inbox_connections set status = 'paused', status_reason = 'paused by you'");
    await comeBack(app, ana, await consent(app, ana, "ana@acme.test"));
    expect((await inboxes())[0]).toMatchObject({ status: "paused" });
  });

  it("lets two workspaces connect one mailbox, each for itself", async () => {
    const bo = await signIn(db, await insertWorkspace(db));
    await comeBack(app, ana, await consent(app, ana, "shared@acme.test"));
    expect(await comeBack(app, bo, await consent(app, bo, "shared@acme.test"))).toBe(`${PAGE}?done=connected`);
    expect((await inboxes()).map((inbox) => inbox.workspace_id)).toEqual([ana.actor.workspaceId, bo.actor.workspaceId]);
  });

  it("says what is not configured instead of going to Google", async () => {
    const answer = await visit(testApp(db), ana, connect, "/api/inboxes/google/connect");
    expect(answer.headers.get("Location")).toBe(PAGE);
    expect(answer.headers.get("Set-Cookie")).toBeNull();
  });

  it("sends a signed-out visitor to the sign-in", async () => {
    const nobody = { ...ana, cookies: new Map() };
    expect((await visit(app, nobody, connect, "/api/inboxes/google/connect")).headers.get("Location")).toMatch(
      /^\/login\?next=/,
    );
  });

  it("is for admins and owners", async () => {
    await db.pool.query("update workspace_members set role = 'member' where user_id = $1", [ana.actor.userId]);
    expect((await visit(app, ana, connect, "/api/inboxes/google/connect")).status).toBe(403);
  });
});

describe("an answer of Google that is refused", () => {
  const refusedWith = async (word: string, url: string, browser = ana) => {
    expect(await comeBack(app, browser, url)).toBe(`${PAGE}?failed=${word}`);
    expect(await inboxes()).toEqual([]);
  };
  const withState = (url: string, state: string | null) => {
    const changed = new URL(url);
    if (state === null) changed.searchParams.delete("state");
    else changed.searchParams.set("state", state);
    return changed.toString();
  };

  it("has no state", async () => refusedWith("state", withState(await consent(app, ana, "ana@acme.test"), null)));

  it("has a wrong state", async () =>
    refusedWith("state", withState(await consent(app, ana, "ana@acme.test"), "x".repeat(43))));

  it("comes without the cookie", async () => {
    const url = await consent(app, ana, "ana@acme.test");
    ana.cookies.delete("leadbitz_oauth");
    await refusedWith("state", url);
  });

  it("comes with a cookie whose content was changed", async () => {
    const url = await consent(app, ana, "ana@acme.test");
    const [body = "", signature = ""] = (ana.cookies.get("leadbitz_oauth") ?? "").split(".");
    const payload = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...payload, expiresAtMs: Date.now() + 9e9 })).toString("base64url");
    ana.cookies.set("leadbitz_oauth", `${forged}.${signature}`);
    await refusedWith("state", url);
  });

  it("brings another person's state and cookie", async () => {
    const bo = await signIn(db, await insertWorkspace(db));
    const url = await consent(app, ana, "ana@acme.test");
    bo.cookies.set("leadbitz_oauth", ana.cookies.get("leadbitz_oauth") ?? "");
    await refusedWith("state", url, bo);
  });

  it("brings the state of another session of the same person", async () => {
    const elsewhere = await signIn(db, ana.actor);
    const url = await consent(app, ana, "ana@acme.test");
    elsewhere.cookies.set("leadbitz_oauth", ana.cookies.get("leadbitz_oauth") ?? "");
    await refusedWith("state", url, elsewhere);
  });

  it("comes after ten minutes", async () => {
    const url = await consent(app, ana, "ana@acme.test");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 60_000 + 1 });
    try {
      await db.pool.query("update sessions set expires_at = now() + interval '1 day'");
      await refusedWith("expired", url);
    } finally {
      vi.useRealTimers();
    }
  });

  it("brings a state a second time, even with a fresh code", async () => {
    const url = await consent(app, ana, "ana@acme.test");
    const cookie = ana.cookies.get("leadbitz_oauth") ?? "";
    expect(await comeBack(app, ana, url)).toBe(`${PAGE}?done=connected`);
    await db.pool.query("truncate inbox_connections cascade");
    const freshCode = new URL(await consent(app, ana, "ana@acme.test")).searchParams.get("code") ?? "";
    ana.cookies.set("leadbitz_oauth", cookie);
    const replay = new URL(url);
    replay.searchParams.set("code", freshCode);
    await refusedWith("state", replay.toString());
  });

  it("brings a code of another verifier", async () => {
    const other = new URL(await consent(app, ana, "ana@acme.test")).searchParams.get("code") ?? "";
    const url = new URL(await consent(app, ana, "ana@acme.test"));
    url.searchParams.set("code", other);
    await refusedWith("refused", url.toString());
  });

  it("says that the person did not allow it", async () =>
    refusedWith("denied", await consent(app, ana, "ana@acme.test", [])));

  it.each([
    ["compose", [READONLY]],
    ["readonly", [COMPOSE]],
    ["compose_readonly", ["https://www.googleapis.com/auth/gmail.send"]],
  ])("lacks a permission: %s", async (word, granted) =>
    refusedWith(`scopes_${word}`, await consent(app, ana, "ana@acme.test", granted)),
  );

  it("cannot be exchanged because Google is down", async () => {
    const url = await consent(app, ana, "ana@acme.test");
    await world.control("faults", { provider: "google_oauth", kind: "500", path: "/token", times: 1 });
    await refusedWith("unreachable", url);
  });
});
