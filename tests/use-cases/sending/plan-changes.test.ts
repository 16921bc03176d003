import { describe, expect, it } from "vitest";
import { updateCampaign } from "../../../app/use-cases/campaigns/update-campaign.server.ts";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld();

async function movesOf(campaignId: string) {
  const { rows } = await world.db.pool.query(
    `select change.old_at, change.new_at, change.reason from plan_changes change
     join send_jobs job on job.workspace_id = change.workspace_id and job.id = change.send_job_id
     where job.campaign_id = $1 order by change.created_at, change.id`,
    [campaignId],
  );
  return rows as { old_at: Date; new_at: Date; reason: string }[];
}

describe("a planned time that moves", () => {
  it("leaves its reason when a setting moves it, and nothing when none moves", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@moves.test", { min_gap_seconds: 600 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.a@a.test", "silent.b@b.test"] });
    await changeInboxSettings(world.app, actor, { inboxId, settings: { signature: "Ana", cap: 49 } });
    expect(await movesOf(campaignId)).toEqual([]);
    const window = { days: [1, 2, 3, 4, 5, 6, 7], start: "14:00", end: "18:00" };
    await changeInboxSettings(world.app, actor, { inboxId, settings: { window } });
    const moves = await movesOf(campaignId);
    expect(moves).toHaveLength(2);
    expect(moves[0]?.reason).toBe("the settings of ana@moves.test were changed");
    expect(moves.map((move) => move.new_at.toISOString())).toContain("2026-11-24T13:00:00.000Z");
    await updateCampaign(world.app, actor, { campaignId, change: { window: { ...window, start: "15:00" } } });
    expect((await movesOf(campaignId)).slice(2).map((move) => move.reason)).toEqual([
      "the campaign's settings were changed",
      "the campaign's settings were changed",
    ]);
    await world.db.pool.query("update inbox_connections set status = 'paused', status_reason = 'done' where id = $1", [
      inboxId,
    ]);
  });

  it("leaves the provider's words when a throttle moves it", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@throttled.test");
    const fault = { provider: "gmail", path: "drafts/send", kind: "429", times: 1, retryAfter: 600 };
    await world.control("faults", fault);
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.c@c.test"] });
    await world.advance(2 * MINUTE_MS);
    const moves = await movesOf(campaignId);
    expect(moves.length).toBeGreaterThan(0);
    expect(moves[0]?.reason).not.toBe("");
    expect((moves[0]?.new_at.getTime() ?? 0) - (moves[0]?.old_at.getTime() ?? 0)).toBe(600_000);
    await world.advance(DAY_MS);
  });
});

describe("a campaign with somebody held", () => {
  it("is not completed before that lead's journey has ended", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@held.test");
    const emails = ["silent.d@d.test", "silent.e@e.test"];
    const campaignId = await launchTo(world, actor, { inboxId, emails });
    await world.db.pool.query(
      `update campaign_leads set paused_at = now() where campaign_id = $1
         and lead_id = (select id from leads where workspace_id = $2 and email = $3)`,
      [campaignId, actor.workspaceId, emails[0]],
    );
    await world.advance(DAY_MS);
    const status = async () =>
      (await world.db.pool.query("select status from campaigns where id = $1", [campaignId])).rows[0].status;
    expect(await world.accepted("ana@held.test")).toHaveLength(1);
    expect(await status()).toBe("active");
    await world.db.pool.query("update campaign_leads set paused_at = null where campaign_id = $1", [campaignId]);
    await world.advance(DAY_MS);
    expect(await status()).toBe("completed");
  });
});
