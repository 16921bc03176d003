import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "100" } });
/** Longer than a lease (120 s) and a look (30 s), divided by 100. */
const LEASE_OVER_MS = 1_400;

async function jobOf(campaignId: string) {
  const { rows } = await world.db.pool.query(
    "select id, status, usage_on::text, lease_until from send_jobs where campaign_id = $1 order by step_no",
    [campaignId],
  );
  return rows[0];
}

async function reservedOf(inboxId: string): Promise<number> {
  const { rows } = await world.db.pool.query(
    "select coalesce(sum(reserved), 0)::int as reserved from inbox_days where inbox_id = $1",
    [inboxId],
  );
  return rows[0].reserved;
}

describe("a mail of unknown outcome", () => {
  it("stays so while its mailbox is disconnected, and keeps its slot", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@cut.test");
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "503_after_accept", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.cut@lead.test"] });
    await world.advance(MINUTE_MS);
    await world.db.pool.query(
      `update inbox_connections set status = 'disconnected', status_reason = 'revoked', access_token_encrypted = null, refresh_token_encrypted = null
       where id = $1`,
      [inboxId],
    );
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    expect(await jobOf(campaignId)).toMatchObject({ status: "sending" });
    expect((await jobOf(campaignId)).lease_until).not.toBeNull();
    expect(await reservedOf(inboxId)).toBe(1);
  });

  it("is not given up while the provider cannot be asked", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@outage.test");
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "drop", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.outage@lead.test"] });
    await world.advance(MINUTE_MS);
    await world.db.pool.query("update send_jobs set last_post_at = now() - interval '2 hours' where campaign_id = $1", [
      campaignId,
    ]);
    await world.control("faults", { provider: "gmail", path: "/drafts/", kind: "500", times: 1 });
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    expect((await jobOf(campaignId)).status).toBe("sending");
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    expect((await jobOf(campaignId)).status).toBe("sent");
    expect(await world.accepted("ana@outage.test")).toHaveLength(1);
  });

  it("gives its slot back when it did not leave and must wait", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@slot.test", { cap_per_day: 1 });
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "drop", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.slot@lead.test"] });
    await world.advance(MINUTE_MS);
    await world.db.pool.query("update campaigns set status = 'paused' where id = $1", [campaignId]);
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    expect(await jobOf(campaignId)).toMatchObject({ status: "prepared", usage_on: null });
    expect(await reservedOf(inboxId)).toBe(0);
  });

  it("counts on the day on which it leaves, within that day's cap", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@later.test", { cap_per_day: 1, min_gap_seconds: 0 });
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "drop", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.later@lead.test"] });
    await world.advance(MINUTE_MS);
    await world.db.pool.query(
      "insert into inbox_days (workspace_id, inbox_id, local_on, reserved, cap) select workspace_id, id, day::date, 1, 1 from inbox_connections, generate_series($2::date, $2::date + 3, '1 day') day where id = $1 on conflict do nothing",
      [inboxId, (await world.app.clock.now()).toISOString().slice(0, 10)],
    );
    await world.advance(DAY_MS);
    await wait(LEASE_OVER_MS);
    await sweepSends(world.app);
    expect((await jobOf(campaignId)).status).toBe("prepared");
    expect(await world.accepted("ana@later.test")).toHaveLength(0);
  });
});

describe("an inbox's turn", () => {
  it("asks a mailbox that cannot be read once, and does not begin again at once", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@unread.test", { min_gap_seconds: 0 });
    const emails = Array.from({ length: 4 }, (_, index) => `silent.u${index}@unread${index}.test`);
    const steps = [
      { delayDays: 0, subject: "Hello", body: "One." },
      { delayDays: 1, body: "Two." },
    ];
    await launchTo(world, actor, { inboxId, emails, steps });
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    await world.db.pool.query(
      "update inbox_connections set last_synced_at = last_synced_at - interval '9 days' where id = $1",
      [inboxId],
    );
    await world.db.pool.query("update send_jobs set due_at = due_at - interval '2 days' where inbox_id = $1", [
      inboxId,
    ]);
    await world.control("faults", { provider: "gmail", path: "history", kind: "500", times: 10 });
    const turn = await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    const { items } = await world.control<{ items: { path: string; timesLeft: number }[] }>("faults");
    const left = items.find((fault) => fault.path === "history")?.timesLeft;
    expect(turn).toEqual({ sentCount: 0, nextAt: null, isUnfinished: false });
    expect(left).toBe(9);
  });

  it("is not kept from one campaign by the long queue of another whose window is closed", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@lanes.test", { min_gap_seconds: 0, cap_per_day: 500 });
    const many = Array.from({ length: 230 }, (_, index) => `silent.l${index}@lane${index}.test`);
    const closed = await launchTo(world, actor, { inboxId, emails: many });
    const weekday = (((await world.app.clock.now()).getUTCDay() + 6) % 7) + 1;
    await world.db.pool.query("update campaigns set window_days = $2 where id = $1", [closed, [(weekday % 7) + 1]]);
    await launchTo(world, actor, { inboxId, emails: ["silent.open@open.test"] });
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    expect((await world.accepted("ana@lanes.test")).map((mail) => mail.to)).toEqual(["silent.open@open.test"]);
  });

  it("ends a journey whose mail would go to a suppressed address, also an address that the lead had before", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@moved.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.old@moved.test"] });
    await world.db.pool.query("update leads set email = 'silent.new@moved.test' where email = 'silent.old@moved.test'");
    await world.db.pool.query(
      `insert into suppressions (workspace_id, id, email, reason, source)
       values ($1, gen_random_uuid(), 'silent.old@moved.test', 'manual', 'test')`,
      [actor.workspaceId],
    );
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    expect(await world.accepted("ana@moved.test")).toHaveLength(0);
    const { rows } = await world.db.pool.query("select status from campaigns where id = $1", [campaignId]);
    expect(rows[0].status).toBe("completed");
  });

  it("writes a mail that was held as soon as its cause is mended", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@mend.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.mend@mend.test"] });
    await world.db.pool.query("update workspaces set postal_address = null where id = $1", [actor.workspaceId]);
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    expect((await jobOf(campaignId)).status).toBe("held");
    await world.db.pool.query(
      "update workspaces set postal_address = 'Hauptstr. 1, Berlin', updated_at = clock_timestamp() where id = $1",
      [actor.workspaceId],
    );
    await sweepSends(world.app);
    await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
    expect((await jobOf(campaignId)).status).toBe("sent");
  });
});
