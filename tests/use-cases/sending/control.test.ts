/** After the answer to a pause or a stop no mail leaves: a send that is under way is held by the sandbox meanwhile. */
import { describe, expect, it } from "vitest";
import { cancelCampaign } from "../../../app/use-cases/campaigns/cancel-campaign.server.ts";
import { pauseCampaign } from "../../../app/use-cases/campaigns/pause-campaign.server.ts";
import { pauseJourney } from "../../../app/use-cases/campaigns/pause-journey.server.ts";
import { resumeCampaign } from "../../../app/use-cases/campaigns/resume-campaign.server.ts";
import { stopJourney } from "../../../app/use-cases/campaigns/stop-journey.server.ts";
import { changeInboxSettings } from "../../../app/use-cases/inboxes/change-inbox-settings.server.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { startSending } from "../../../app/use-cases/workspace/start-sending.server.ts";
import { stopSending } from "../../../app/use-cases/workspace/stop-sending.server.ts";
import { launchTo, sendingWorld } from "../../setup/sending-world.ts";
import { insertPlainMember } from "../../web/route-args.ts";
import { auditOf, jobsOf, journeyOf, TWO_STEPS } from "./send-control-world.ts";

/** A tenth of the real intervals: a call may take 3 s, a lease lasts 12 s. */
const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "10" } });
const { app } = world;
const SLOW_MS = 1_200;

/** Several mails that may go at once; the first one's call is answered late. */
async function sendingSlowly(name: string, kind = "slow") {
  const actor = await world.workspace();
  const email = `ana@${name}.test`;
  const inboxId = await world.openInbox(actor, email, { min_gap_seconds: 0 });
  const emails = [1, 2, 3].map((number) => `silent.${number}@${name}${number}.lead.test`);
  const campaignId = await launchTo(world, actor, { inboxId, emails, steps: TWO_STEPS });
  await world.control("faults", { provider: "gmail", path: "drafts/send", kind, times: 1, delayMs: SLOW_MS });
  const turn = sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
  const sending = await until(async () => (await jobsOf(world, campaignId)).find((job) => job.status === "sending"));
  return { actor, email, inboxId, campaignId, turn, sending };
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come to that");
}

/** Everything that a machine may do by itself afterwards changes nothing. */
async function acceptedLater({ email, actor, inboxId, turn }: Awaited<ReturnType<typeof sendingSlowly>>) {
  await turn;
  await sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
  return (await world.accepted(email)).length;
}

describe("pausing while a mail is under way", () => {
  it("waits for it, and no mail of the campaign leaves after the answer", async () => {
    const room = await sendingSlowly("pause");
    const paused = await pauseCampaign(app, room.actor, { campaignId: room.campaignId });
    const accepted = (await world.accepted(room.email)).length;
    expect(paused).toMatchObject({ status: "paused", inFlight: [] });
    expect(accepted).toBe(1);
    expect((await jobsOf(world, room.campaignId)).some((job) => job.status === "sending")).toBe(false);
    expect(await acceptedLater(room)).toBe(accepted);
  });

  it("names it when its answer was lost, without waiting for what cannot come", async () => {
    const room = await sendingSlowly("lost", "503_after_accept");
    await room.turn;
    const begunAt = performance.now();
    const paused = await pauseCampaign(app, room.actor, { campaignId: room.campaignId });
    expect(performance.now() - begunAt).toBeLessThan(3_000);
    expect(paused.inFlight).toMatchObject([{ sendJobId: room.sending.id, isCalling: false }]);
    const accepted = (await world.accepted(room.email)).length;
    expect(await acceptedLater(room)).toBe(accepted);
  });

  it("holds one lead alone, and the others go on", async () => {
    const room = await sendingSlowly("one");
    const { rows } = await world.db.pool.query(
      "select lead_id from send_jobs where campaign_id = $1 and status = 'scheduled' order by id limit 1",
      [room.campaignId],
    );
    const lead = { campaignId: room.campaignId, leadId: rows[0].lead_id };
    await pauseJourney(app, room.actor, { ...lead, isPaused: true });
    expect(await acceptedLater(room)).toBe(2);
    expect(await auditOf(world, room.actor)).toContain("journey.paused");
  });

  it("waits for the lead's own mail when the lead is stopped, and leaves its outcome as it is", async () => {
    const room = await sendingSlowly("stoplead");
    const { rows } = await world.db.pool.query("select lead_id from send_jobs where id = $1", [room.sending.id]);
    const stopped = await stopJourney(app, room.actor, { campaignId: room.campaignId, leadId: rows[0].lead_id });
    expect(stopped).toMatchObject({ status: "stopped", inFlight: [] });
    const { rows: after } = await world.db.pool.query("select status from send_jobs where id = $1", [room.sending.id]);
    expect(after[0].status).toBe("sent");
    await room.turn;
  });

  it("stops an inbox, whichever campaign it sends for", async () => {
    const room = await sendingSlowly("inbox");
    const outcome = await changeInboxSettings(app, room.actor, {
      inboxId: room.inboxId,
      settings: { status: "paused" },
    });
    expect(outcome.stillSending).toBe(0);
    expect(await world.accepted(room.email)).toHaveLength(1);
    expect(await acceptedLater(room)).toBe(1);
  });

  it("cancels a campaign with a mail under way: it keeps its outcome, nothing else leaves", async () => {
    const room = await sendingSlowly("cancel");
    const canceled = await cancelCampaign(app, room.actor, { campaignId: room.campaignId });
    expect(canceled).toMatchObject({ status: "completed", inFlight: [] });
    expect(await acceptedLater(room)).toBe(1);
    const statuses = (await jobsOf(world, room.campaignId)).map((job) => job.status).sort();
    expect(statuses).toEqual(["canceled", "canceled", "sent"]);
    expect(await journeyOf(world, room.campaignId)).toMatchObject({ status: "stopped" });
  });
});

describe("stopping all sending", () => {
  it("lets no mail leave after the answer, says who stopped, and starts again without a burst", async () => {
    const room = await sendingSlowly("all");
    const stopped = await stopSending(app, room.actor);
    expect(stopped).toMatchObject({ isStopped: true, stoppedBy: "Ana", inFlight: [] });
    expect(await world.accepted(room.email)).toHaveLength(1);
    expect(await acceptedLater(room)).toBe(1);
    const member = await insertPlainMember(world.db, room.actor.workspaceId);
    expect((await stopSending(app, member)).stoppedBy).toBe("Ana");
    await expect(startSending(app, member)).rejects.toMatchObject({ code: "forbidden" });
    expect(await startSending(app, room.actor)).toMatchObject({ isStopped: false, stoppedBy: null });
    expect(await auditOf(world, room.actor)).toEqual(expect.arrayContaining(["sending.stopped", "sending.started"]));
    expect(await acceptedLater(room)).toBe(3);
  });

  it("touches no other workspace", async () => {
    const room = await sendingSlowly("mine");
    await stopSending(app, await world.workspace());
    await room.turn;
    expect(await world.accepted(room.email)).toHaveLength(3);
  });
});

describe("resuming", () => {
  it("plans again inside gap and cap: no burst", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@burst.test", { min_gap_seconds: 600, cap_per_day: 4 });
    const emails = Array.from({ length: 8 }, (_, index) => `silent.b${index}@burst${index}.lead.test`);
    const campaignId = await launchTo(world, actor, { inboxId, emails });
    await world.advance(60_000);
    await pauseCampaign(app, actor, { campaignId });
    await world.advance(3 * 3_600_000);
    expect(await world.accepted("ana@burst.test")).toHaveLength(1);
    await resumeCampaign(app, actor, { campaignId });
    await sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
    expect(await world.accepted("ana@burst.test")).toHaveLength(2);
    await world.advance(3 * 3_600_000);
    const times = (await world.accepted("ana@burst.test")).map((mail) => Date.parse(mail.acceptedAt));
    expect(times).toHaveLength(4);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(600_000);
  });
});
