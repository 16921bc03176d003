import { describe, expect, it } from "vitest";
import { explainJourney } from "../../../app/use-cases/sending/explain-journey.server.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "100" } });

const TWO_STEPS = [
  { delayDays: 0, subject: "Hello {{first_name}}", body: "A question for {{company}}." },
  { delayDays: 2, body: "Did you see my mail, {{first_name}}?" },
];

async function jobsOf(campaignId: string) {
  const { rows } = await world.db.pool.query(
    "select step_no, status, reason, reason_detail, message_id_header, sent_at, to_email from send_jobs where campaign_id = $1 order by to_email, step_no",
    [campaignId],
  );
  return rows;
}

describe("sending a campaign", () => {
  it("sends each lead's first mail with its headers, keeps the gap, and explains the next", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@one.test");
    const emails = ["silent.a@lead.test", "silent.b@lead.test"];
    const campaignId = await launchTo(world, actor, { inboxId, emails, steps: TWO_STEPS });
    await world.advance(10 * MINUTE_MS);
    const mails = await world.accepted("ana@one.test");
    expect(mails.map((mail) => mail.to).sort()).toEqual(emails);
    const raw = mails[0]?.raw ?? "";
    expect(raw).toMatch(/^List-Unsubscribe: <http:\/\/localhost:3000\/u\/[\w-]+>/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    expect(raw).toMatch(/^X-LeadBitz-Attempt: /m);
    expect(raw).toContain("Hauptstr. 1");
    const gapMs = Math.abs(Date.parse(mails[1]?.acceptedAt ?? "") - Date.parse(mails[0]?.acceptedAt ?? ""));
    expect(gapMs).toBeGreaterThanOrEqual(60_000);
    const { rows } = await world.db.pool.query("select lead_id from campaign_leads where campaign_id = $1 limit 1", [
      campaignId,
    ]);
    const why = await explainJourney(world.app, actor, { campaignId, leadId: rows[0].lead_id });
    expect(why.decision).toBe("send");
    expect(why.sentence).toMatch(/^Next: step 2 on Thu 26 Nov, \d\d:\d\d Europe\/Berlin from ana@one.test, because /);
  });

  it("begins no mail in a process that is asked to end, and leaves it to the next tick", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@ending.test");
    await launchTo(world, actor, { inboxId, emails: ["silent.e@lead.test"] });
    const ending = { ...world.app, stopping: AbortSignal.abort() };
    const turn = await sendInbox(ending, { workspaceId: actor.workspaceId, inboxId });
    expect(turn).toEqual({ sentCount: 0, nextAt: null, isUnfinished: false });
    expect(await world.accepted("ana@ending.test")).toEqual([]);
    await world.advance(MINUTE_MS);
    expect(await world.accepted("ana@ending.test")).toHaveLength(1);
  });

  it("threads the follow-up into the first mail and completes the campaign", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@two.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.c@lead.test"], steps: TWO_STEPS });
    await world.advance(3 * DAY_MS);
    const mails = await world.accepted("ana@two.test");
    expect(mails).toHaveLength(2);
    expect(mails[1]?.threadId).toBe(mails[0]?.threadId);
    expect(mails[1]?.raw).toContain(`In-Reply-To: ${mails[0]?.messageId}`);
    expect(mails[1]?.subject).toBe("Re: Hello Silent.C");
    const { rows } = await world.db.pool.query("select status from campaigns where id = $1", [campaignId]);
    expect(rows[0].status).toBe("completed");
  });

  it("sends no second mail after an answer, although it came just before", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@three.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["reply.d@lead.test"], steps: TWO_STEPS });
    await world.control("people", { people: { "reply.d@lead.test": "silent" } });
    await world.advance(DAY_MS);
    const [first] = await world.accepted("ana@three.test");
    await world.control("reply", {
      mailbox: "ana@three.test",
      messageId: first?.id,
      text: "Tell me more",
      kind: "reply",
    });
    await world.advance(5 * DAY_MS);
    expect(await world.accepted("ana@three.test")).toHaveLength(1);
    const { rows } = await world.db.pool.query("select status from campaign_leads where campaign_id = $1", [
      campaignId,
    ]);
    expect(rows[0].status).toBe("replied");
  });

  it("never sends past the cap of the inbox's day", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@four.test", { cap_per_day: 3, min_gap_seconds: 0 });
    const emails = Array.from({ length: 8 }, (_, index) => `silent.cap${index}@lead${index}.test`);
    await launchTo(world, actor, { inboxId, emails });
    await world.advance(4 * DAY_MS);
    const days = new Map<string, number>();
    for (const mail of await world.accepted("ana@four.test")) {
      const on = new Date(mail.acceptedAt).toLocaleDateString("en-CA", { timeZone: "Europe/Berlin" });
      days.set(on, (days.get(on) ?? 0) + 1);
    }
    expect([...days.values()].reduce((sum, count) => sum + count, 0)).toBe(8);
    expect(Math.max(...days.values())).toBe(3);
  });

  it("finds out what became of a mail whose answer was lost, and sends it once", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@five.test");
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "503_after_accept", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.e@lead.test"] });
    await world.advance(MINUTE_MS);
    expect((await jobsOf(campaignId))[0]?.status).toBe("sending");
    await new Promise((resolve) => setTimeout(resolve, 1_400));
    await sweepSends(world.app);
    const [job] = await jobsOf(campaignId);
    expect(job.status).toBe("sent");
    expect(job.message_id_header).toMatch(/^<CA.*@mail\.gmail\.com>$/);
    expect(await world.accepted("ana@five.test")).toHaveLength(1);
  });

  it("sends a mail that the provider dropped before accepting it", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@six.test");
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "drop", times: 1 });
    await launchTo(world, actor, { inboxId, emails: ["silent.f@lead.test"] });
    await world.advance(MINUTE_MS);
    expect(await world.accepted("ana@six.test")).toHaveLength(0);
    await new Promise((resolve) => setTimeout(resolve, 1_400));
    await sweepSends(world.app);
    expect(await world.accepted("ana@six.test")).toHaveLength(1);
  });

  it("waits when the provider throttles, and holds nobody back for good", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@seven.test");
    await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "429", times: 1, retryAfter: 600 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.g@lead.test"] });
    await world.advance(5 * MINUTE_MS);
    expect((await jobsOf(campaignId))[0]?.status).toBe("prepared");
    await world.advance(30 * MINUTE_MS);
    expect((await jobsOf(campaignId))[0]?.status).toBe("sent");
  });

  it("disconnects an inbox whose access was revoked and says so for every lead", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@eight.test");
    await world.control("revoke", { mailbox: "ana@eight.test" });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.h@lead.test"] });
    await world.advance(MINUTE_MS);
    const { rows } = await world.db.pool.query("select lead_id from campaign_leads where campaign_id = $1", [
      campaignId,
    ]);
    const why = await explainJourney(world.app, actor, { campaignId, leadId: rows[0].lead_id });
    expect(why.decision).toBe("hold");
    expect(why.sentence).toMatch(/^Held at step 1: Inbox ana@eight.test is disconnected/);
  });
});
