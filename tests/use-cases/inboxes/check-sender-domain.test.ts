import { afterAll, describe, expect, it } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { dnsRecords } from "../../../app/providers/dns/dns-records.ts";
import { checkSenderDomain } from "../../../app/use-cases/inboxes/check-sender-domain.server.ts";
import { watchInboxes } from "../../../app/use-cases/system/watch-inboxes.server.ts";
import { startSandbox } from "../../../sandbox/start.ts";
import { fixedClock, insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const sandbox = await startSandbox({ port: 0, seed: "dns" });
afterAll(() => sandbox.close());
const clock = fixedClock("2026-11-24T09:00:00Z");
const app = testApp(db, { clock, providers: { dns: dnsRecords({ servers: [sandbox.dnsServer] }) } });

const control = (name: string, body: unknown) =>
  fetch(`${sandbox.url}/_control/${name}`, { method: "POST", body: JSON.stringify(body) });

async function inboxOf(email: string, over: { provider?: string; sendAs?: string } = {}): Promise<Actor> {
  const actor = await insertWorkspace(db);
  const provider = over.provider ?? "gmail";
  await control("mailboxes", { email, provider: provider === "microsoft" ? "microsoft" : "google" });
  await db.pool.query(
    "insert into inbox_connections (workspace_id, id, provider, email, send_as) values ($1, $2, $3, $4, $5)",
    [actor.workspaceId, newId(), provider, email, over.sendAs ?? null],
  );
  return actor;
}

const check = (actor: Actor, domain: string, selector?: string) =>
  checkSenderDomain(app, { workspaceId: actor.workspaceId, domain, ...(selector ? { selector } : {}) });
const statesOf = ({ checks }: { checks: { state: string }[] }) => checks.map(({ state }) => state);

async function stored(actor: Actor) {
  const { rows } = await db.pool.query(
    "select domain, result_json, checked_at from domain_checks where workspace_id = $1",
    [actor.workspaceId],
  );
  return rows;
}

describe("the domain of an inbox", () => {
  it("is looked up with everything that its SPF includes, and the verdict is stored", async () => {
    const actor = await inboxOf("ana@good.test");
    const checked = await check(actor, "good.test");
    expect(statesOf(checked)).toEqual(["ok", "ok", "ok"]);
    expect(checked.checks[0]?.sentence).toBe("SPF names who may send, with 2 of 10 look-ups.");
    expect(await stored(actor)).toMatchObject([
      { domain: "good.test", result_json: { checks: checked.checks }, checked_at: new Date("2026-11-24T09:00:00Z") },
    ]);
  });

  it("of Microsoft is asked for Microsoft's records", async () => {
    const actor = await inboxOf("ana@office.test", { provider: "microsoft" });
    expect(statesOf(await check(actor, "office.test"))).toEqual(["ok", "ok", "ok"]);
  });

  it("is told what is missing and what is wrong", async () => {
    const actor = await inboxOf("ana@bare.test");
    await control("dns", { name: "bare.test", type: "TXT", values: ["v=spf1 mx ~all"] });
    await control("dns", { name: "google._domainkey.bare.test", type: "TXT", values: [] });
    await control("dns", { name: "_dmarc.bare.test", type: "TXT", values: ["v=DMARC1; p=none", "v=DMARC1; p=reject"] });
    const checked = await check(actor, "bare.test");
    expect(statesOf(checked)).toEqual(["wrong", "missing", "wrong"]);
    expect(checked.worst).toBe("wrong");
    expect(checked.checks[0]?.paste).toEqual([
      { type: "TXT", name: "bare.test", value: "v=spf1 include:_spf.google.com mx ~all" },
    ]);
  });

  it("keeps a selector that a person named, and refuses one that cannot be", async () => {
    const actor = await inboxOf("ana@own.test", { provider: "smtp" });
    await control("dns", { name: "x2026._domainkey.own.test", type: "TXT", values: [`v=DKIM1; p=${"A".repeat(392)}`] });
    await control("dns", { name: "google._domainkey.own.test", type: "TXT", values: [] });
    expect(statesOf(await check(actor, "own.test"))[1]).toBe("missing");
    expect(statesOf(await check(actor, "own.test", " X2026 "))[1]).toBe("ok");
    expect(statesOf(await check(actor, "own.test"))[1]).toBe("ok");
    await expect(check(actor, "own.test", "x y")).rejects.toMatchObject({
      code: "invalid_input",
      details: { issues: [{ path: "selector" }] },
    });
  });

  it("is that of the address that stands in From", async () => {
    const actor = await inboxOf("ana@box.test", { sendAs: "ana@good.test" });
    await expect(check(actor, "box.test")).rejects.toMatchObject({ code: "not_found" });
    expect((await check(actor, "good.test")).worst).toBe("ok");
  });

  it("of a mail service is not asked about at all", async () => {
    const actor = await inboxOf("ana@gmail.com");
    expect(await check({ ...actor }, "gmail.com")).toMatchObject({ isForeign: true, checks: [], worst: "ok" });
  });

  it("is not another workspace's to ask about", async () => {
    await inboxOf("ana@mine.test");
    await expect(check(await insertWorkspace(db), "mine.test")).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps its last verdict when the DNS does not answer", async () => {
    const actor = await inboxOf("ana@quiet.test");
    await check(actor, "quiet.test");
    const deaf = { ...app, providers: { ...app.providers, dns: dnsRecords({ servers: ["127.0.0.1:9"] }) } };
    await expect(
      checkSenderDomain(deaf, { workspaceId: actor.workspaceId, domain: "quiet.test" }),
    ).rejects.toMatchObject({ kind: "transient" });
    expect(await stored(actor)).toHaveLength(1);
  });

  it("is queued again by the watchdog after a day, once", async () => {
    const actor = await inboxOf("ana@daily.test");
    const queued = async () => {
      const { rows } = await db.pool.query(
        "select count(*)::int as count from graphile_worker.jobs where task_identifier = 'check_domain' and key = $1",
        [`check_domain:${actor.workspaceId}:daily.test`],
      );
      return rows[0].count;
    };
    await watchInboxes(app);
    await watchInboxes(app);
    expect(await queued()).toBe(1);
    await check(actor, "daily.test");
    await db.pool.query("delete from graphile_worker._private_jobs");
    await watchInboxes(app);
    expect(await queued()).toBe(0);
    clock.advance(24 * 3_600_000 + 1);
    await watchInboxes(app);
    expect(await queued()).toBe(1);
  });
});
