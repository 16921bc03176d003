import { describe, expect, it } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { watchInboxes } from "../../../app/use-cases/system/watch-inboxes.server.ts";
import { sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld();
const { db, app } = world;
const TODAY = "2026-11-24";

async function inboxWith(email: string, over: Record<string, unknown> = {}) {
  const actor = await world.workspace();
  return { actor, inboxId: await world.openInbox(actor, email, over) };
}

async function row(inboxId: string) {
  return (await db.pool.query("select * from inbox_connections where id = $1", [inboxId])).rows[0];
}

async function events(inboxId: string): Promise<{ kind: string; detail: string; mail_status: string }[]> {
  const { rows } = await db.pool.query(
    "select kind, detail, mail_status from inbox_events where inbox_id = $1 order by id",
    [inboxId],
  );
  return rows;
}

async function count(
  actor: Actor,
  inboxId: string,
  figures: { sent?: number; bounced?: number; complained?: number; on?: string },
) {
  await db.pool.query(
    `insert into daily_stats (workspace_id, stat_on, inbox_id, sent, bounced, complained) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, stat_on, campaign_id, step_no, variant, inbox_id, source)
     do update set sent = daily_stats.sent + excluded.sent, bounced = daily_stats.bounced + excluded.bounced, complained = daily_stats.complained + excluded.complained`,
    [actor.workspaceId, figures.on ?? TODAY, inboxId, figures.sent ?? 0, figures.bounced ?? 0, figures.complained ?? 0],
  );
}

const endsSoon = { access_token_expires_at: new Date(Date.now() + 5 * 60_000) };

describe("the watchdog and a mailbox's access", () => {
  it("renews it ahead of its end, and leaves one alone that lasts", async () => {
    const soon = await inboxWith("soon@renew.test", endsSoon);
    const later = await inboxWith("later@renew.test", { access_token_expires_at: new Date(Date.now() + 3_000_000) });
    const before = { soon: await row(soon.inboxId), later: await row(later.inboxId) };
    expect(await watchInboxes(app)).toMatchObject({ renewedCount: 1, disconnectedCount: 0 });
    const after = { soon: await row(soon.inboxId), later: await row(later.inboxId) };
    expect(after.soon.access_token_expires_at.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    expect(after.soon.access_token_encrypted).not.toBe(before.soon.access_token_encrypted);
    expect(after.later.access_token_encrypted).toBe(before.later.access_token_encrypted);
  });

  it("notices a revoked grant with nothing to send, disconnects, and writes it into the history once", async () => {
    const { inboxId } = await inboxWith("ana@revoked.test", endsSoon);
    await world.control("revoke", { mailbox: "ana@revoked.test" });
    expect(await watchInboxes(app)).toMatchObject({ disconnectedCount: 1, notedCount: 1 });
    expect(await row(inboxId)).toMatchObject({ status: "disconnected", refresh_token_encrypted: null });
    expect(await watchInboxes(app)).toMatchObject({ disconnectedCount: 0, notedCount: 0 });
    expect(await events(inboxId)).toMatchObject([{ kind: "disconnected", mail_status: "none" }]);
    expect((await events(inboxId))[0]?.detail).toContain("Connect it again");
  });

  it("keeps an inbox whose provider has trouble, and tries again", async () => {
    const { inboxId } = await inboxWith("ana@trouble.test", endsSoon);
    await world.control("faults", { provider: "google_oauth", path: "token", kind: "500", times: 1 });
    expect(await watchInboxes(app)).toMatchObject({ renewedCount: 0, disconnectedCount: 0 });
    expect((await row(inboxId)).status).toBe("active");
    expect(await watchInboxes(app)).toMatchObject({ renewedCount: 1 });
  });

  it("is asked for by one of two workers at a time", async () => {
    const { inboxId } = await inboxWith("ana@twice.test", endsSoon);
    const rounds = await Promise.all([watchInboxes(app), watchInboxes({ ...app, workerId: "other" })]);
    expect(rounds.reduce((sum, round) => sum + round.disconnectedCount, 0)).toBe(0);
    expect((await row(inboxId)).status).toBe("active");
  });
});

describe("the watchdog and evidence", () => {
  it("pauses at 1 bounce of 30 and not at 1 of 29", async () => {
    const { actor, inboxId } = await inboxWith("ana@floor.test");
    await count(actor, inboxId, { sent: 29, bounced: 1 });
    await watchInboxes(app);
    expect((await row(inboxId)).status).toBe("active");
    await count(actor, inboxId, { sent: 1 });
    expect(await watchInboxes(app)).toMatchObject({ pausedCount: 1, notedCount: 1 });
    expect(await row(inboxId)).toMatchObject({ status: "paused" });
    expect((await events(inboxId)).map((event) => event.kind)).toEqual(["paused"]);
    const audit = await db.pool.query("select actor, action, change from audit_events where entity_id = $1", [inboxId]);
    expect(audit.rows).toEqual([
      { actor: "worker", action: "inbox.paused", change: { by: "evidence", sent: 30, bounced: 1, complained: 0 } },
    ]);
  });

  it("counts seven days of the inbox's own zone", async () => {
    const { actor, inboxId } = await inboxWith("ana@week.test");
    await count(actor, inboxId, { on: "2026-11-17", sent: 30, bounced: 30 });
    await watchInboxes(app);
    expect((await row(inboxId)).status).toBe("active");
    await count(actor, inboxId, { on: "2026-11-18", sent: 30, bounced: 1 });
    await watchInboxes(app);
    expect((await row(inboxId)).status_reason).toContain("1 of 30 mails sent in 7 days");
  });

  it("pauses for one complaint", async () => {
    const { actor, inboxId } = await inboxWith("ana@spam.test");
    await count(actor, inboxId, { sent: 12, complained: 1 });
    await watchInboxes(app);
    expect((await row(inboxId)).status_reason).toContain("1 person reported a mail as spam");
  });

  it("does not pause again for what was known when a person resumed, but for what comes after", async () => {
    const { actor, inboxId } = await inboxWith("ana@again.test");
    await count(actor, inboxId, { sent: 40, bounced: 4 });
    await watchInboxes(app);
    await count(actor, inboxId, { bounced: 3 });
    await watchInboxes(app);
    await changeInboxSettings(app, actor, { inboxId, settings: { status: "active" } });
    expect(await watchInboxes(app)).toMatchObject({ pausedCount: 0 });
    expect((await events(inboxId)).map((event) => event.kind)).toEqual(["paused", "resumed"]);
    await count(actor, inboxId, { sent: 30 });
    await watchInboxes(app);
    expect((await row(inboxId)).status).toBe("active");
    await count(actor, inboxId, { bounced: 1 });
    await watchInboxes(app);
    expect((await row(inboxId)).status_reason).toContain("1 of 30 mails");
  });

  it("leaves another inbox of the workspace alone", async () => {
    const { actor, inboxId } = await inboxWith("ana@two.test");
    const other = await world.openInbox(actor, "bo@two.test");
    await count(actor, inboxId, { sent: 30, bounced: 5 });
    await count(actor, other, { sent: 30 });
    await watchInboxes(app);
    expect((await row(other)).status).toBe("active");
  });
});

describe("the watchdog and the ramp", () => {
  const ramp = JSON.stringify({ startPerDay: 4, addPerDay: 2 });

  async function ramped(email: string) {
    const inbox = await inboxWith(email, { ramp });
    await db.pool.query(
      `insert into inbox_days (workspace_id, inbox_id, local_on, reserved, sent, cap)
       select $1, $2, day::date, 4, 4, 50 from generate_series('2026-11-10'::date, '2026-11-19', '1 day') day`,
      [inbox.actor.workspaceId, inbox.inboxId],
    );
    return inbox;
  }

  it("steps it back once for a limit that the provider named, and says so", async () => {
    const { actor, inboxId } = await ramped("ana@limit.test");
    await db.pool.query(
      "insert into inbox_events (workspace_id, id, inbox_id, kind, detail, at) values ($1, gen_random_uuid(), $2, 'limit_answer', 'used up', $3)",
      [actor.workspaceId, inboxId, await app.clock.now()],
    );
    expect(await watchInboxes(app)).toMatchObject({ steppedBackCount: 1 });
    expect(await watchInboxes(app)).toMatchObject({ steppedBackCount: 0 });
    expect(await row(inboxId)).toMatchObject({ ramp_days_back: 6, ramp: { startPerDay: 4, addPerDay: 2 } });
    expect((await events(inboxId)).find((event) => event.kind === "ramp_stepped_back")?.detail).toContain(
      "from 24 to 12 mails a day",
    );
    const audit = await db.pool.query("select change from audit_events where entity_id = $1", [inboxId]);
    expect(audit.rows).toEqual([{ change: { fromPerDay: 24, toPerDay: 12 } }]);
  });

  it("steps it back for bounces before they are enough to pause", async () => {
    const { actor, inboxId } = await ramped("ana@soft.test");
    await count(actor, inboxId, { sent: 50, bounced: 1 });
    expect(await watchInboxes(app)).toMatchObject({ pausedCount: 0, steppedBackCount: 1 });
    expect((await row(inboxId)).ramp_days_back).toBe(6);
  });
});
