import { describe, expect, it } from "vitest";
import { sealInboxTokens } from "../../../app/credentials/inbox-tokens.server.ts";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { explainJourney } from "../../../app/use-cases/sending/explain-journey.server.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld();
const { db, app } = world;

const people = (count: number, domain: string) =>
  Array.from({ length: count }, (_, index) => `silent.p${index}@p${index}.${domain}`);

async function inboxRow(inboxId: string) {
  return (await db.pool.query("select status, status_reason from inbox_connections where id = $1", [inboxId])).rows[0];
}

async function jobsOf(campaignId: string): Promise<{ status: string; usage_on: string | null; lead_id: string }[]> {
  return (await db.pool.query("select status, usage_on, lead_id from send_jobs where campaign_id = $1", [campaignId]))
    .rows;
}

describe("a mailbox that its provider does not let send", () => {
  it.each([
    { call: "its draft", path: "drafts", name: "draft" },
    { call: "its sending", path: "drafts/send", name: "send" },
  ])("is paused by the refusal of $call, and its mails wait unharmed", async ({ path, name }) => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, `ana@${name}.test`, { min_gap_seconds: 0 });
    await world.control("faults", { provider: "gmail", path, kind: "403", code: "domainPolicy", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: people(3, `${name}.test`) });
    await world.advance(10 * MINUTE_MS);
    expect(await inboxRow(inboxId)).toEqual({
      status: "paused",
      status_reason: "paused by LeadBitz: This account may not use Gmail here: its administrator or Google blocks it.",
    });
    const jobs = await jobsOf(campaignId);
    expect(jobs.map(({ status }) => status === "scheduled" || status === "prepared")).toEqual([true, true, true]);
    expect(jobs.map(({ usage_on }) => usage_on)).toEqual([null, null, null]);
    expect(await world.accepted(`ana@${name}.test`)).toHaveLength(0);
    await changeInboxSettings(app, actor, { inboxId, settings: { status: "active" } });
    await world.advance(10 * MINUTE_MS);
    expect(await world.accepted(`ana@${name}.test`)).toHaveLength(3);
    const { rows } = await db.pool.query("select kind from inbox_events where inbox_id = $1 order by id", [inboxId]);
    expect(rows.map(({ kind }) => kind)).toEqual(["blocked_answer", "paused", "resumed"]);
  });
});

describe("a mailbox that was disconnected", () => {
  it("holds its mails with that reason and sends no burst after it is connected again", async () => {
    const actor = await world.workspace();
    const email = "ana@burst.test";
    const inboxId = await world.openInbox(actor, email, { cap_per_day: 4, min_gap_seconds: 600 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: people(7, "burst.test") });
    await world.control("revoke", { mailbox: email });
    await world.advance(DAY_MS);
    expect(await inboxRow(inboxId)).toMatchObject({ status: "disconnected" });
    const [job] = await jobsOf(campaignId);
    const why = await explainJourney(app, actor, { campaignId, leadId: job?.lead_id ?? "" });
    expect(why.sentence).toContain("ana@burst.test is disconnected (Google no longer accepts this mailbox's access");
    expect(await world.accepted(email)).toHaveLength(0);

    await reconnect(actor.workspaceId, inboxId, email);
    const reconnectedAt = await app.clock.now();
    await world.advance(2 * DAY_MS);
    const sentAt = (await world.accepted(email)).map((mail) => new Date(mail.acceptedAt).getTime()).sort();
    expect(sentAt).toHaveLength(7);
    expect(sentAt[0]).toBeGreaterThanOrEqual(reconnectedAt.getTime());
    for (const [index, at] of sentAt.entries())
      if (index > 0) expect(at - (sentAt[index - 1] ?? 0)).toBeGreaterThanOrEqual(600_000);
    const perDay = new Map<string, number>();
    for (const at of sentAt) {
      const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(at);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    expect(Math.max(...perDay.values())).toBeLessThanOrEqual(4);
    const { rows } = await db.pool.query("select kind from inbox_events where inbox_id = $1 order by id", [inboxId]);
    expect(rows.map(({ kind }) => kind)).toEqual(["disconnected", "connected"]);
  }, 60_000);
});

/** As the consent page does it: new tokens, active again. */
async function reconnect(workspaceId: string, inboxId: string, email: string): Promise<void> {
  const tokens = await world.control<{ accessToken: string; refreshToken: string }>("mailboxes", { email });
  const sealed = sealInboxTokens(
    app.secretBox,
    { workspaceId, inboxId },
    {
      ...tokens,
      accessTokenExpiresAt: new Date(Date.now() + 3_000_000),
    },
  );
  await db.pool.query(
    `update inbox_connections set status = 'active', status_reason = null, access_token_encrypted = $2,
       access_token_expires_at = $3, refresh_token_encrypted = $4 where id = $1`,
    [inboxId, sealed.accessTokenEncrypted, sealed.accessTokenExpiresAt, sealed.refreshTokenEncrypted],
  );
}
