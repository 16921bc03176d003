import { describe, expect, it } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import { AppError } from "../../../app/domain/errors.ts";
import { loader } from "../../../app/routes/api.campaigns.$id.simulation.ts";
import { loader as pageLoader } from "../../../app/routes/app.campaigns.$id.schedule.tsx";
import { comparePlan } from "../../../app/use-cases/campaigns/compare-plan.server.ts";
import { pauseCampaign } from "../../../app/use-cases/campaigns/pause-campaign.server.ts";
import { recordLaunchPlan } from "../../../app/use-cases/campaigns/record-launch-plan.server.ts";
import { resumeCampaign } from "../../../app/use-cases/campaigns/resume-campaign.server.ts";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";
import { insertTestSession, routeArgs } from "../../web/route-args.ts";

const world = await sendingWorld({ patience: 100 });
const { app, db } = world;

/** Twelve first mails at five a day, from a Monday on: 5, 5, 2. */
async function launchTwelve() {
  await db.pool.query("update inbox_connections set status = 'disconnected', status_reason = 'done'");
  await world.setNow(new Date("2026-11-23T09:00:00Z"));
  const actor = await world.workspace();
  const inboxId = await world.openInbox(actor, `ana@${actor.workspaceId.slice(-6)}.test`, { cap_per_day: 5 });
  const emails = Array.from({ length: 12 }, (_, index) => `silent.lead${index}@co${index}.test`);
  const campaignId = await launchTo(world, actor, { inboxId, emails });
  return { actor, inboxId, campaignId, plan: { workspaceId: actor.workspaceId, campaignId } };
}

const daysOf = async (actor: Actor, campaignId: string) => {
  const days = (await comparePlan(app, actor, { campaignId }))?.days ?? [];
  return days.map(({ plannedCount, sentCount }) => [plannedCount, sentCount]);
};

describe("the plan of a launch", () => {
  it("is recorded by a job that the launch leaves behind, once", async () => {
    const { actor, campaignId, plan } = await launchTwelve();
    const { rows } = await db.pool.query(
      `select payload from graphile_worker._private_jobs job
       join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = 'record_launch_plan'`,
    );
    expect(rows.map(({ payload }) => payload)).toContainEqual(plan);
    expect(await comparePlan(app, actor, { campaignId })).toBeNull();
    expect(await recordLaunchPlan(app, plan)).toBe("recorded");
    expect(await recordLaunchPlan(app, plan)).toBe("recorded_before");
    expect(await daysOf(actor, campaignId)).toEqual([
      [5, 0],
      [5, 0],
      [2, 0],
    ]);
  });

  it("is that of the launch's moment, though mails have left since", async () => {
    const { actor, campaignId, plan } = await launchTwelve();
    await world.advance(3 * MINUTE_MS);
    expect(await recordLaunchPlan(app, plan)).toBe("recorded");
    const days = await daysOf(actor, campaignId);
    expect(days.map(([planned]) => planned)).toEqual([5, 5, 2]);
    expect(days[0]?.[1]).toBeGreaterThan(0);
  });

  it("is not made up later, nor out of a simulation that failed", async () => {
    const { actor, campaignId, plan } = await launchTwelve();
    const simulator = () => Promise.reject(new AppError("busy", "Too many."));
    await expect(recordLaunchPlan({ ...app, simulator }, plan)).rejects.toMatchObject({ code: "busy" });
    await world.advance(DAY_MS);
    expect(await recordLaunchPlan(app, plan)).toBe("too_late");
    expect(await comparePlan(app, actor, { campaignId })).toBeNull();
  });

  it("is worked out within seconds for a list that the planner knows nothing of yet", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "many@plan.test", { cap_per_day: 500 });
    const emails = Array.from({ length: 20_000 }, (_, index) => `silent.many${index}@shop${index}.test`);
    const campaignId = await launchTo(world, actor, { inboxId, emails });
    const startedAt = performance.now();
    expect(await recordLaunchPlan(app, { workspaceId: actor.workspaceId, campaignId })).toBe("recorded");
    // Without statistics it is minutes; a busy machine may be slow.
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  it("is no stranger's to see", async () => {
    const { campaignId, plan } = await launchTwelve();
    await recordLaunchPlan(app, plan);
    const stranger = await world.workspace();
    await expect(comparePlan(app, stranger, { campaignId })).rejects.toMatchObject({ code: "not_found" });
    const lost = { ...plan, workspaceId: stranger.workspaceId };
    await expect(recordLaunchPlan(app, lost)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("planned against actual", () => {
  it("tells a cap lowered on the next day, in numbers and in words", async () => {
    const { actor, inboxId, campaignId, plan } = await launchTwelve();
    await recordLaunchPlan(app, plan);
    await world.advance(12 * 60 * MINUTE_MS);
    await changeInboxSettings(app, actor, { inboxId, settings: { cap: 2 } });
    await world.advance(3 * DAY_MS);
    expect(await daysOf(actor, campaignId)).toEqual([
      [5, 5],
      [5, 2],
      [2, 2],
      [0, 2],
    ]);
    const comparison = await comparePlan(app, actor, { campaignId });
    expect(comparison).toMatchObject({ plannedCount: 12, sentCount: 11 });
    const reasons = comparison?.days.map((day) => day.reasons) ?? [];
    expect(reasons[0]).toEqual([]);
    expect(reasons[1]).toEqual([
      expect.stringMatching(/^3 mails were moved to a later day: the settings of ana@.* were changed\.$/),
    ]);
    expect(reasons[2]).toEqual([]);
    expect(reasons[3]).toEqual(["Mails of the days before were sent on this one."]);
  });

  it("stands on the calendar page and in the API's answer", async () => {
    const { actor, campaignId, plan } = await launchTwelve();
    const session = await insertTestSession(db, actor);
    const args = (path: string) => routeArgs(app, path, { session, params: { id: campaignId } });
    const before = await loader(args(`/api/campaigns/${campaignId}/simulation`));
    expect((await before.json()).sinceLaunch).toBeNull();
    await recordLaunchPlan(app, plan);
    const after = await loader(args(`/api/campaigns/${campaignId}/simulation`));
    const expected = { plannedCount: 5, sentCount: 0, days: [{ plannedCount: 5, state: "today" }, {}, {}] };
    expect((await after.json()).sinceLaunch).toMatchObject(expected);
    const { calendar } = await pageLoader(args(`/app/campaigns/${campaignId}/schedule`));
    expect(calendar.sinceLaunch).toMatchObject(expected);
  });

  it("says that the campaign was paused on the days on which it was", async () => {
    const { actor, campaignId, plan } = await launchTwelve();
    await recordLaunchPlan(app, plan);
    await pauseCampaign(app, actor, { campaignId });
    await world.advance(DAY_MS);
    await resumeCampaign(app, actor, { campaignId });
    await world.advance(DAY_MS);
    const comparison = await comparePlan(app, actor, { campaignId });
    expect(comparison?.days[0]).toMatchObject({ plannedCount: 5, sentCount: 0, reasons: ["The campaign was paused."] });
  });
});
