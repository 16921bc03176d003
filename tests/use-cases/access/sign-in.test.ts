import pino from "pino";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createEmbeddedIdentity } from "../../../app/identity/embedded-identity.ts";
import { createWorkspace } from "../../../app/use-cases/access/create-workspace.server.ts";
import { readSession } from "../../../app/use-cases/access/read-session.server.ts";
import { signIn } from "../../../app/use-cases/access/sign-in.server.ts";
import { signOut } from "../../../app/use-cases/access/sign-out.server.ts";
import { signUp } from "../../../app/use-cases/access/sign-up.server.ts";
import { testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const base = testApp(db);
const identity = createEmbeddedIdentity({
  connectionString: db.connectionString,
  appUrl: base.config.appUrl,
  secret: base.secrets.sessionSecret,
  trustedOrigins: base.config.trustedOrigins,
  log: pino({ level: "silent" }),
});
const app = { ...base, identity };
afterAll(() => identity.close());

const ana = { name: "Ana Weber", email: "ana@acme.test", password: "correct-horse-1", ip: "203.0.113.7" };

beforeEach(async () => {
  await db.pool.query("delete from usage_counters");
});

async function enter(password = ana.password, previousToken?: string) {
  return signIn(app, { email: ana.email, password, ip: ana.ip, previousToken });
}

async function enteredToken(previousToken?: string): Promise<string> {
  const outcome = await enter(ana.password, previousToken);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.token;
}

describe("sign-up", () => {
  it("makes the person, a workspace with its owner, and a session", async () => {
    const outcome = await signUp(app, ana);
    if (!outcome.ok) throw new Error(outcome.reason);
    const member = await readSession(app, outcome.token);
    expect(member).toEqual({
      actor: { userId: outcome.userId, workspaceId: outcome.workspaceId, role: "owner" },
      email: "ana@acme.test",
      name: "Ana Weber",
      workspaceName: "Ana Weber's workspace",
      timeZone: "UTC",
    });
  });

  it("refuses an address that is taken, in any case of letters", async () => {
    expect(await signUp(app, { ...ana, email: "ANA@acme.test" })).toEqual({ ok: false, reason: "email_taken" });
  });

  it("refuses a short password", async () => {
    const outcome = await signUp(app, { ...ana, email: "bo@acme.test", password: "short" });
    expect(outcome).toEqual({ ok: false, reason: "password_too_short" });
  });

  it("allows twenty an hour from one address of the network", async () => {
    for (let n = 0; n < 20; n++) expect(await signUp(app, ana)).toMatchObject({ reason: "email_taken" });
    const outcome = await signUp(app, ana);
    expect(outcome).toMatchObject({ ok: false, reason: "rate_limited" });
    expect(outcome.ok === false && outcome.reason === "rate_limited" && outcome.retryAfterMs).toBeGreaterThan(0);
    expect(await signUp(app, { ...ana, ip: "203.0.113.8" })).toMatchObject({ reason: "email_taken" });
  });

  it("keeps the company's name for the workspace", async () => {
    const outcome = await signUp(app, { ...ana, email: "cy@acme.test", company: " Cyan GmbH " });
    expect(outcome.ok && (await readSession(app, outcome.token))?.workspaceName).toBe("Cyan GmbH");
  });
});

describe("sign-in", () => {
  it("opens a new session each time and stores no token", async () => {
    const [one, two] = [await enteredToken(), await enteredToken()];
    expect(one).not.toBe(two);
    expect(await readSession(app, one)).toBeDefined();
    const { rows } = await db.pool.query("select * from sessions where encode(token_hash, 'escape') like $1", [
      `%${one}%`,
    ]);
    expect(rows).toEqual([]);
  });

  it("ends the session that the browser had before", async () => {
    const before = await enteredToken();
    const after = await enteredToken(before);
    expect(await readSession(app, before)).toBeUndefined();
    expect(await readSession(app, after)).toBeDefined();
  });

  it("does not tell a wrong password from an unknown address", async () => {
    const unknown = await signIn(app, { email: "nobody@acme.test", password: ana.password, ip: ana.ip });
    expect(await enter("wrong-password-1")).toEqual(unknown);
    expect(unknown).toEqual({ ok: false, reason: "wrong_credentials" });
  });

  it("locks an address for a while after ten wrong passwords, the right one included", async () => {
    for (let n = 0; n < 10; n++) expect(await enter("wrong-password-1")).toMatchObject({ reason: "wrong_credentials" });
    const locked = await enter();
    expect(locked).toMatchObject({ ok: false, reason: "rate_limited" });
    expect(locked.ok === false && locked.reason === "rate_limited" && locked.retryAfterMs).toBeLessThanOrEqual(900_000);
  });

  it("lets no more than ten of twenty parallel guesses through", async () => {
    const guesses = await Promise.all(Array.from({ length: 20 }, () => enter("wrong-password-1")));
    expect(guesses.filter((guess) => !guess.ok && guess.reason === "wrong_credentials")).toHaveLength(10);
  });

  it("does not count sign-ins that succeed", async () => {
    for (let n = 0; n < 12; n++) expect((await enter()).ok).toBe(true);
  });

  it("makes the workspace of a sign-up that was interrupted", async () => {
    await identity.signUp({ name: "Di", email: "di@acme.test", password: ana.password });
    const outcome = await signIn(app, { email: "di@acme.test", password: ana.password, ip: ana.ip });
    if (!outcome.ok) throw new Error(outcome.reason);
    expect(await readSession(app, outcome.token)).toMatchObject({
      workspaceName: "Di's workspace",
      actor: { role: "owner" },
    });
  });

  it("does not hand a known address to another sign-in", async () => {
    const user = { subject: "someone-else", email: ana.email, name: "Eve" };
    await expect(createWorkspace(app, { user })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("session", () => {
  it("opens nothing after sign-out", async () => {
    const token = await enteredToken();
    await signOut(app, token);
    expect(await readSession(app, token)).toBeUndefined();
  });

  it("opens nothing after its end, and slides when used", async () => {
    const token = await enteredToken();
    await db.pool.query(
      "update sessions set last_seen_at = now() - interval '2 hours', expires_at = now() + interval '1 hour'",
    );
    expect(await readSession(app, token)).toBeDefined();
    const { rows } = await db.pool.query("select max(expires_at) > now() + interval '29 days' as slid from sessions");
    expect(rows[0].slid).toBe(true);
    await db.pool.query("update sessions set expires_at = now() - interval '1 second'");
    expect(await readSession(app, token)).toBeUndefined();
  });

  it("opens nothing for a removed member", async () => {
    const token = await enteredToken();
    await db.pool.query("delete from workspace_members where user_id = (select id from users where email = $1)", [
      ana.email,
    ]);
    expect(await readSession(app, token)).toBeUndefined();
  });
});
