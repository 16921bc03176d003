import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import { findTokenSession } from "../../../app/credentials/token-session.server.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import type { MailTokens } from "../../../app/providers/ports.ts";
import { loader as listRoute } from "../../../app/routes/api.inboxes._index.ts";
import { action as disconnectRoute } from "../../../app/routes/api.inboxes.$id.disconnect.ts";
import { action as settingsRoute } from "../../../app/routes/api.inboxes.$id.settings.ts";
import { action as pageAction } from "../../../app/routes/app.settings.inboxes.$id.tsx";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { disconnectInbox } from "../../../app/use-cases/inboxes/disconnect-inbox.server.ts";
import { scopeOf } from "../../../db/scope.ts";
import { insertWorkspace } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { type Browser, comeBack, consent, gmailWorld, signIn, visit } from "./gmail-world.ts";

const db = await testDatabase();
const world = gmailWorld();
let app: AppContext;
let browser: Browser;
let actor: Actor;
let inboxId: string;

const row = async () => (await db.pool.query("select * from inbox_connections where id = $1", [inboxId])).rows[0];
const patch = (body: unknown) =>
  visit(app, browser, settingsRoute, `/api/inboxes/${inboxId}/settings`, {
    method: "PATCH",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
/** What was stored, taken out by the only door. */
async function tokensOf(): Promise<MailTokens> {
  const opened = await findTokenSession(app, scopeOf(db, actor.workspaceId), inboxId);
  if (!opened) throw new Error("the inbox has no tokens");
  return opened.session.tokens;
}
const readAtGoogle = (tokens: MailTokens) =>
  app.providers.gmail
    .open({
      tokens: { ...tokens, accessToken: null },
      renew: async (exchange) => (await exchange(tokens.refreshToken)).accessToken,
      timeoutMs: 2000,
    })
    .getProfile();

async function connected(email: string): Promise<void> {
  actor = await insertWorkspace(db);
  browser = await signIn(db, actor);
  await comeBack(app, browser, await consent(app, browser, email));
  inboxId = (await db.pool.query("select id from inbox_connections where workspace_id = $1", [actor.workspaceId]))
    .rows[0].id;
}

beforeAll(() => {
  app = world.app(db);
});
beforeEach(async () => {
  await db.pool.query("truncate inbox_connections cascade");
  await connected("ana@acme.test");
});

describe("inbox settings over the API", () => {
  it("changes what is named and keeps the rest", async () => {
    const answer = await patch({
      cap: 45,
      window: { days: [5, 1, 1], start: "08:30", end: "12:00" },
      timeZone: "Asia/Kolkata",
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      inboxId,
      status: "active",
      settings: {
        cap: 45,
        window: { days: [1, 5], start: "08:30", end: "12:00" },
        timeZone: "Asia/Kolkata",
        minGapSeconds: 300,
      },
    });
    expect(await row()).toMatchObject({ cap_per_day: 45, window_days: [1, 5], time_zone: "Asia/Kolkata" });
  });

  it.each<[string, unknown, string]>([
    ["a window that ends before it starts", { window: { days: [1], start: "17:00", end: "09:00" } }, "window.end"],
    ["a window of no length", { window: { days: [1], start: "09:00", end: "09:00" } }, "window.end"],
    ["a window without days", { window: { days: [], start: "09:00", end: "17:00" } }, "window.days"],
    ["an eighth day", { window: { days: [8], start: "09:00", end: "17:00" } }, "window.days.0"],
    ["a time that no clock shows", { window: { days: [1], start: "09:00", end: "24:30" } }, "window.end"],
    ["an unknown zone", { timeZone: "Mars/Olympus" }, "timeZone"],
    ["an offset for a zone", { timeZone: "+02:00" }, "timeZone"],
    ["a cap over every ceiling", { cap: 2001 }, "cap"],
    ["a cap of nothing", { cap: 0 }, "cap"],
    ["half a mail", { cap: 1.5 }, "cap"],
    ["a negative gap", { minGapSeconds: -1 }, "minGapSeconds"],
    ["a header in the name", { displayName: "Ana\r\nBcc: all@x.test" }, "displayName"],
    ["a line feed in the name", { displayName: "Ana\nB" }, "displayName"],
    ["a header in the sender's address", { sendAs: "ana@acme.test\r\nBcc: b@x.test" }, "sendAs"],
    ["a state that is not a person's to set", { status: "disconnected" }, "status"],
    ["a ramp that starts with nothing", { ramp: { startPerDay: 0, addPerDay: 5 } }, "ramp.startPerDay"],
    ["a field that does not exist", { refreshToken: "x" }, ""],
  ])("refuses %s", async (_, body, path) => {
    const before = await row();
    const answer = await patch(body);
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as { errors: { path: string }[] };
    expect(problem.errors.map((error) => error.path)).toContain(path);
    expect(await row()).toEqual(before);
  });

  it("holds a consumer address to Google's 500 and others to 2,000", async () => {
    expect((await patch({ cap: 2000 })).status).toBe(200);
    await connected("ana.somebody@gmail.com");
    expect((await patch({ cap: 500 })).status).toBe(200);
    const answer = await patch({ cap: 501 });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: { message: string }[] }).errors[0]?.message).toContain("at most 500");
  });

  it("answers 404 for another workspace's inbox, and changes nothing", async () => {
    const stranger = await signIn(db, await insertWorkspace(db));
    const before = await row();
    const url = `/api/inboxes/${inboxId}`;
    const init = { method: "PATCH", body: '{"cap":1}', headers: { "Content-Type": "application/json" } };
    expect((await visit(app, stranger, settingsRoute, `${url}/settings`, init)).status).toBe(404);
    expect((await visit(app, stranger, disconnectRoute, `${url}/disconnect`, { method: "POST" })).status).toBe(404);
    const list = await visit(app, stranger, listRoute, "/api/inboxes");
    expect(await list.json()).toMatchObject({ items: [] });
    expect(await row()).toEqual(before);
  });

  it("lists inboxes with the day of their own zone, and no secrets", async () => {
    await db.pool.query("update inbox_connections set time_zone = 'Pacific/Auckland' where id = $1", [inboxId]);
    await db.pool.query(
      "insert into inbox_days (workspace_id, inbox_id, local_on, sent, cap) values ($1, $2, '2026-11-24', 3, 40), ($1, $2, '2026-11-23', 9, 40)",
      [actor.workspaceId, inboxId],
    );
    const list = await visit(app, browser, listRoute, "/api/inboxes");
    const text = await list.text();
    expect(JSON.parse(text).items).toEqual([
      expect.objectContaining({ inboxId, email: "ana@acme.test", sentToday: 3, capToday: 30 }),
    ]);
    expect(text).not.toMatch(/v1:|token|syncCursor/i);
  });
});

describe("pausing, resuming, disconnecting", () => {
  it("pauses with a reason and resumes without one", async () => {
    await changeInboxSettings(app, actor, { inboxId, settings: { status: "paused" } });
    expect(await row()).toMatchObject({ status: "paused", status_reason: "paused by you" });
    await changeInboxSettings(app, actor, { inboxId, settings: { status: "active" } });
    expect(await row()).toMatchObject({ status: "active", status_reason: null });
  });

  it("deletes the tokens and ends the access at Google", async () => {
    const tokens = await tokensOf();
    expect((await readAtGoogle(tokens)).email).toBe("ana@acme.test");
    const outcome = await disconnectInbox(app, actor, { inboxId });
    expect(outcome).toEqual({ isRevoked: true, stillSending: 0 });
    expect(await row()).toMatchObject({
      status: "disconnected",
      status_reason: "disconnected by you",
      refresh_token_encrypted: null,
      access_token_encrypted: null,
    });
    await expect(readAtGoogle(tokens)).rejects.toMatchObject({ kind: "auth_revoked" });
    await expect(changeInboxSettings(app, actor, { inboxId, settings: { status: "active" } })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await disconnectInbox(app, actor, { inboxId })).toEqual({ isRevoked: false, stillSending: 0 });
  });

  it("disconnects although Google cannot be told", async () => {
    await world.control("faults", { provider: "google_oauth", kind: "500", path: "/revoke", times: 1 });
    expect(await disconnectInbox(app, actor, { inboxId })).toMatchObject({ isRevoked: false });
    expect(await row()).toMatchObject({ status: "disconnected", refresh_token_encrypted: null });
  });

  it("does not end the access of another workspace to the same mailbox", async () => {
    await connected("both@acme.test");
    const first = { actor, inboxId };
    await connected("both@acme.test");
    expect(await disconnectInbox(app, first.actor, { inboxId: first.inboxId })).toMatchObject({ isRevoked: false });
    expect(await row()).toMatchObject({ status: "active" });
    expect((await readAtGoogle(await tokensOf())).email).toBe("both@acme.test");
    expect(await disconnectInbox(app, actor, { inboxId })).toMatchObject({ isRevoked: true });
  });
});

describe("the inbox's page", () => {
  const send = (fields: [string, string][]) =>
    visit(app, browser, pageAction as typeof disconnectRoute, `/app/settings/inboxes/${inboxId}`, {
      method: "POST",
      body: new URLSearchParams(fields),
    });
  const entered: [string, string][] = [
    ["intent", "save"],
    ["cap", "20"],
    ["days", "1"],
    ["days", "2"],
    ["start", "08:00"],
    ["end", "16:00:00"],
    ["minGapSeconds", "60"],
    ["timeZone", "UTC"],
    ["displayName", " Ana B "],
    ["signature", "Ana\r\nAcme"],
  ];

  it("saves the form and goes back to the page", async () => {
    const answer = await send(entered);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("Location")).toBe(`/app/settings/inboxes/${inboxId}?done=saved`);
    expect(await row()).toMatchObject({
      cap_per_day: 20,
      window_days: [1, 2],
      display_name: "Ana B",
      min_gap_seconds: 60,
    });
  });

  it("refuses with an error per field and keeps what was entered", async () => {
    const bad = entered.map(([name, value]): [string, string] => [name, { cap: "50000", end: "07:00" }[name] ?? value]);
    const refused = (await send(bad)) as unknown as {
      data: { errors: object; values: object };
      init: { status: number };
    };
    expect(refused.init.status).toBe(400);
    expect(Object.keys(refused.data.errors).sort()).toEqual(["cap", "end"]);
    expect(refused.data.values).toMatchObject({ cap: "50000", days: "1,2", end: "07:00" });
  });

  it.each([
    ["pause", "paused"],
    ["disconnect", "disconnected"],
  ])("does what the button says: %s", async (intent, status) => {
    const answer = await send([["intent", intent]]);
    expect(answer.headers.get("Location")).toContain(`?done=${status}`);
    expect((await row()).status).toBe(status);
  });
});
