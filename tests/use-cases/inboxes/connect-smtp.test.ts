import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "../../../app/context.ts";
import { findServerSession } from "../../../app/credentials/inbox-password.server.ts";
import { withInboxTokens } from "../../../app/credentials/with-inbox-tokens.server.ts";
import { smtpMailProvider } from "../../../app/providers/smtp/smtp-mail-provider.ts";
import { action as disconnect } from "../../../app/routes/api.inboxes.$id.disconnect.ts";
import { action as connect } from "../../../app/routes/api.inboxes.smtp.ts";
import { loader as showForm, action as submitForm } from "../../../app/routes/app.settings.inboxes.smtp.tsx";
import { scopeOf } from "../../../db/scope.ts";
import { findMailServers } from "../../../scripts/find-mail-servers.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";
import { type MailServers, PASSWORD, startMailServers } from "../../setup/mail-servers/start-mail-servers.ts";
import { APP, type Browser, signIn, visit } from "./gmail-world.ts";

const programs = findMailServers();
const db = await testDatabase();
let servers: MailServers;
let app: AppContext;
let ana: Browser;

const inboxes = async () => (await db.pool.query("select * from inbox_connections order by created_at")).rows;
const bodyFor = (email = "ana@acme.test", smtp: object = {}, imap: object = {}) => ({
  email,
  smtp: { host: servers.address, port: 465, secure: true, user: email, password: PASSWORD, ...smtp },
  imap: { host: servers.address, port: 993, secure: true, user: email, ...imap },
});
const post = async (body: unknown, browser = ana) => {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", body: JSON.stringify(body), headers };
  const answer = await visit(app, browser, connect, "/api/inboxes/smtp", init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const refusedFields = async (body: unknown) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(await inboxes()).toEqual([]);
  return answer.body.errors as { path: string; message: string }[];
};

beforeAll(async () => {
  if (!programs) return;
  servers = await startMailServers(programs);
  app = testApp(db, { providers: { smtp: smtpMailProvider({ ca: servers.ca }) } });
}, 60_000);
afterAll(() => servers?.stop());
beforeEach(async () => {
  await db.pool.query("truncate inbox_connections cascade");
  ana = await signIn(db, await insertWorkspace(db));
});

describe.skipIf(!programs)("connecting a mailbox with its own servers", () => {
  it("stores it sealed after both servers were tried, and has it read", async () => {
    const answer = await post(bodyFor());
    expect(answer).toMatchObject({ status: 201, body: { email: "ana@acme.test", provider: "smtp", status: "active" } });
    expect(JSON.stringify(answer.body)).not.toContain(PASSWORD);
    const [inbox] = await inboxes();
    expect(inbox).toMatchObject({ smtp_host: servers.address, smtp_port: 465, smtp_secure: true, imap_port: 993 });
    expect(inbox.password_encrypted).toMatch(/^v1:/);
    expect(JSON.parse(inbox.sync_cursor)).toHaveProperty("INBOX");
    const jobs = await db.pool.query("select 1 from graphile_worker.jobs where task_identifier = 'sync_inbox'");
    expect(jobs.rows.length).toBeGreaterThan(0);
    const scope = scopeOf(db, ana.actor.workspaceId);
    const session = await findServerSession(app, scope, { inboxId: inbox.id, email: inbox.email });
    expect(session).toMatchObject({ password: PASSWORD, smtp: { host: servers.address, isSecure: true } });
    const profile = await withInboxTokens(app, scope, inbox.id, (mailbox) => mailbox.getProfile());
    expect(profile.email).toBe("ana@acme.test");
  });

  it("opens the password for its own row only", async () => {
    await post(bodyFor());
    await post(bodyFor("bo@acme.test"));
    const [one, other] = await inboxes();
    await db.pool.query("update inbox_connections set password_encrypted = $1 where id = $2", [
      one.password_encrypted,
      other.id,
    ]);
    const scope = scopeOf(db, ana.actor.workspaceId);
    await expect(findServerSession(app, scope, { inboxId: other.id, email: other.email })).rejects.toMatchObject({
      code: "internal",
    });
  });

  it("says in plain words what is wrong, at the field, and stores nothing", async () => {
    expect(await refusedFields(bodyFor("ana@acme.test", { password: "wrong" }))).toMatchObject([
      { path: "smtp.password", message: expect.stringContaining("refuses this user name and password") },
    ]);
    expect(await refusedFields(bodyFor("ana@acme.test", {}, { user: "nobody@acme.test" }))).toMatchObject([
      { path: "imap.password", message: expect.stringContaining("The server for reading refuses") },
    ]);
    expect(await refusedFields(bodyFor("ana@acme.test", { host: "no-such-host.invalid" }))).toMatchObject([
      { path: "smtp.host", message: expect.stringContaining("no server of this name") },
    ]);
    expect(await refusedFields(bodyFor("ana@acme.test", { port: 2525 }))).toMatchObject([
      { path: "smtp.host", message: expect.stringContaining("Nothing answers there") },
    ]);
    expect(await refusedFields(bodyFor("ana@acme.test", { host: "127.0.0.1" }, {}))).toHaveLength(1);
    expect(await refusedFields(bodyFor("bare@acme.test"))).toMatchObject([
      { path: "imap.host", message: expect.stringContaining("no folder for sent mails") },
    ]);
    expect(await refusedFields(bodyFor("ana@acme.test", { port: 5432 }))).toMatchObject([{ path: "smtp.port" }]);
  });

  it("does not trust a certificate that nobody signed", async () => {
    const strict = { ...app, providers: { ...app.providers, smtp: smtpMailProvider() } };
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", body: JSON.stringify(bodyFor()), headers };
    const answer = await visit(strict, ana, connect, "/api/inboxes/smtp", init);
    expect(await answer.json()).toMatchObject({
      errors: [{ path: "smtp.host", message: expect.stringContaining("No safe connection") }],
    });
  });

  it("reconnects an address that it knows: settings and place of reading kept, a paused inbox stays paused", async () => {
    await post(bodyFor());
    const [{ id }] = await inboxes();
    const gone = await visit(app, ana, disconnect, `/api/inboxes/${id}/disconnect`, { method: "POST" });
    expect(gone.status).toBeLessThan(300);
    expect((await inboxes())[0]).toMatchObject({ status: "disconnected", password_encrypted: null });
    await db.pool.query("update inbox_connections set cap_per_day = 7, sync_cursor = '{}'");
    expect(await post(bodyFor("ana@acme.test", { port: 587, secure: false }))).toMatchObject({ status: 200 });
    const [inbox, ...others] = await inboxes();
    expect(others).toEqual([]);
    expect(inbox).toMatchObject({ id, status: "active", cap_per_day: 7, sync_cursor: "{}", smtp_port: 587 });
    await db.pool.query("update inbox_connections set status = 'paused', status_reason = 'paused by you'");
    await post(bodyFor());
    expect((await inboxes())[0]).toMatchObject({ status: "paused" });
  });

  it("leaves an address alone that is connected in another way", async () => {
    await db.pool.query(
      "insert into inbox_connections (workspace_id, id, provider, email) values ($1, gen_random_uuid(), 'gmail', 'ana@acme.test')",
      [ana.actor.workspaceId],
    );
    expect((await post(bodyFor())).status).toBe(409);
    expect((await inboxes())[0]).toMatchObject({ provider: "gmail", password_encrypted: null });
  });

  it("is for admins and owners", async () => {
    await db.pool.query("update workspace_members set role = 'member' where user_id = $1", [ana.actor.userId]);
    expect((await post(bodyFor())).status).toBe(403);
    expect((await visit(app, ana, showForm, "/app/settings/inboxes/smtp")).status).toBe(403);
  });
});

describe.skipIf(!programs)("the form for a mailbox with its own servers", () => {
  const fields = (over: Record<string, string> = {}) => ({
    email: "ana@acme.test",
    password: PASSWORD,
    smtpHost: servers.address,
    smtpPort: "587",
    smtpSecurity: "starttls",
    smtpUser: "",
    imapHost: servers.address,
    imapPort: "993",
    imapSecurity: "tls",
    imapUser: "",
    ...over,
  });
  const submit = (over: Record<string, string> = {}) =>
    visit(app, ana, submitForm, "/app/settings/inboxes/smtp", {
      method: "POST",
      body: new URLSearchParams(fields(over)),
      headers: { Origin: APP },
    }) as Promise<unknown>;

  it("connects and goes to the inboxes", async () => {
    const answer = (await submit()) as Response;
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/app/settings/inboxes?done=connected"]);
    expect((await inboxes())[0]).toMatchObject({ smtp_user: "ana@acme.test", smtp_secure: false, imap_secure: true });
  });

  it("keeps what was entered, but no password, and names the field", async () => {
    const refused = (await submit({ password: "wrong" })) as {
      data: { errors: object; values: object };
      init: { status: number };
    };
    expect(refused.init.status).toBe(400);
    expect(Object.keys(refused.data.errors)).toEqual(["password"]);
    expect(refused.data.values).toMatchObject({ smtpHost: servers.address, smtpSecurity: "starttls" });
    expect(JSON.stringify(refused.data)).not.toContain("wrong");
    const bad = (await submit({ imapHost: "https://x", smtpPort: "22" })) as { data: { errors: object } };
    expect(Object.keys(bad.data.errors).sort()).toEqual(["imapHost", "smtpPort"]);
    const unfit = (await submit({ smtpPort: "465" })) as { data: { errors: object } };
    expect(Object.keys(unfit.data.errors)).toEqual(["smtpSecurity"]);
  });

  it("shows what is stored when a mailbox is connected again, and what is known of a host", async () => {
    await submit();
    const show = async (email: string) =>
      (await visit(app, ana, showForm, `/app/settings/inboxes/smtp?email=${encodeURIComponent(email)}`)) as unknown;
    const stored = await show("ana@acme.test");
    expect(stored).toMatchObject({ isReconnect: true, smtp: { host: servers.address, port: 587, isSecure: false } });
    expect(JSON.stringify(stored)).not.toContain(PASSWORD);
    expect(await show("x@fastmail.com")).toMatchObject({ hostName: "Fastmail", isReconnect: false });
    expect(await show("x@gmail.com")).toMatchObject({ otherWay: "google", smtp: null });
    expect(await show("nonsense")).toMatchObject({ isAsked: false, refusal: expect.any(String) });
  });
});
