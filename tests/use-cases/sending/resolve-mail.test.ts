import { describe, expect, it } from "vitest";
import { stopJourney } from "../../../app/use-cases/campaigns/stop-journey.server.ts";
import { explainJourney } from "../../../app/use-cases/sending/explain-journey.server.ts";
import { giveUpMail } from "../../../app/use-cases/sending/give-up-mail.server.ts";
import { listDoubtfulMails } from "../../../app/use-cases/sending/list-doubtful-mails.server.ts";
import { releaseFollowUp } from "../../../app/use-cases/sending/release-follow-up.server.ts";
import { resolveMail } from "../../../app/use-cases/sending/resolve-mail.server.ts";
import { retryFailedMail } from "../../../app/use-cases/sending/retry-failed-mail.server.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { launchTo, sendingWorld } from "../../setup/sending-world.ts";
import {
  auditOf,
  DIVISOR,
  failedMail,
  firstJob,
  jobsOf,
  journeyOf,
  TWO_STEPS,
  uncertainMail,
  usageOf,
} from "./send-control-world.ts";

const world = await sendingWorld({ env: DIVISOR });
const { app } = world;
const PAGE = { limit: 50, cursor: null };

describe("a mail in doubt", () => {
  it("is listed with its evidence and with where to look", async () => {
    const actor = await world.workspace();
    const { sendJobId, email } = await uncertainMail(world, actor, "listed");
    const { items } = await listDoubtfulMails(app, actor, { ...PAGE, doubt: "uncertain" });
    expect(items.map((mail) => mail.sendJobId)).toEqual([sendJobId]);
    const sentences = items[0]?.evidence.map((call) => call.sentence) ?? [];
    expect(sentences.some((sentence) => /told to send it, and no clear answer came back/.test(sentence))).toBe(true);
    expect(sentences.at(-1)).toMatch(/draft is gone, and no sent copy was found/);
    expect(items[0]?.lookFor.query).toBe('to:silent.lea@listed.lead.test subject:"Hello Silent.Lea"');
    expect(items[0]?.lookFor.place).toContain(email);
    expect(items[0]?.lookFor.header).toBe(`X-LeadBitz-Attempt: ${sendJobId}-1`);
    expect((await listDoubtfulMails(app, await world.workspace(), { ...PAGE, doubt: "uncertain" })).items).toEqual([]);
  });

  it("that left is counted, stands in its conversation, and its follow-up waits for a word", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId, inboxId } = await uncertainMail(world, actor, "left");
    await resolveMail(app, actor, { sendJobId, outcome: "left" });
    const [first, second] = await jobsOf(world, campaignId);
    expect(first).toMatchObject({ status: "sent", reason: null });
    expect(second).toMatchObject({ step_no: 2, status: "held", reason: "previous_unknown" });
    expect(second?.reason_detail).toMatch(/Send it as a mail of its own, or stop this lead/);
    expect(await usageOf(world, inboxId)).toEqual({ reserved: 1, sent: 1 });
    expect(await journeyOf(world, campaignId)).toMatchObject({ status: "waiting", position: 1, next_step_no: 2 });
    const { rows } = await world.db.pool.query("select direction, subject from messages where send_job_id = $1", [
      sendJobId,
    ]);
    expect(rows).toEqual([{ direction: "outbound", subject: "Hello Silent.Lea" }]);
    const stats = await world.db.pool.query("select sum(sent)::int as sent from daily_stats where campaign_id = $1", [
      campaignId,
    ]);
    expect(stats.rows[0].sent).toBe(1);
    expect(await auditOf(world, actor)).toContain("mail.declared-left");
    // Pressed twice, and the other button after it.
    await resolveMail(app, actor, { sendJobId, outcome: "left" });
    expect(await usageOf(world, inboxId)).toEqual({ reserved: 1, sent: 1 });
    await expect(resolveMail(app, actor, { sendJobId, outcome: "not_left" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("that left lets its follow-up go as a mail of its own when somebody says so", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId } = await uncertainMail(world, actor, "released");
    await resolveMail(app, actor, { sendJobId, outcome: "left" });
    const held = (await listDoubtfulMails(app, actor, { ...PAGE, doubt: "unnamed" })).items[0];
    expect(held?.stepNo).toBe(2);
    await releaseFollowUp(app, actor, { sendJobId: held?.sendJobId ?? "" });
    const [first, second] = await jobsOf(world, campaignId);
    expect(first).toMatchObject({ message_id_header: `<${sendJobId}-1@released.test>`, provider_thread_id: null });
    expect(second).toMatchObject({ status: "scheduled", reason: null });
    expect((await journeyOf(world, campaignId)).hold_reason).toBeNull();
    await releaseFollowUp(app, actor, { sendJobId: held?.sendJobId ?? "" });
  });

  it("that did not leave is written and sent again, once, with its slot given back", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId, inboxId, email } = await uncertainMail(world, actor, "notleft");
    expect((await usageOf(world, inboxId)).reserved).toBe(1);
    expect((await journeyOf(world, campaignId)).hold_reason).not.toBeNull();
    const decide = () => resolveMail(app, actor, { sendJobId, outcome: "not_left" });
    await Promise.all([decide(), decide()]);
    expect(await firstJob(world, campaignId)).toMatchObject({
      status: "scheduled",
      attempt_no: 2,
      draft_id: null,
      usage_on: null,
    });
    expect((await usageOf(world, inboxId)).reserved).toBe(0);
    expect((await journeyOf(world, campaignId)).hold_reason).toBeNull();
    expect((await auditOf(world, actor)).filter((action) => action === "mail.declared-not-left")).toHaveLength(1);
    await world.advance(5 * 60_000);
    const accepted = await world.accepted(email);
    expect(accepted).toHaveLength(1);
    expect(accepted[0]?.raw).toContain(`${sendJobId}-2`);
    await decide().catch((error) => expect(error).toMatchObject({ code: "conflict" }));
    expect(await world.accepted(email)).toHaveLength(1);
  });

  it("that did not leave is taken back when its lead's journey is over", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId, inboxId } = await uncertainMail(world, actor, "over");
    await stopJourney(app, actor, { campaignId, leadId: (await journeyOf(world, campaignId)).lead_id });
    await resolveMail(app, actor, { sendJobId, outcome: "not_left" });
    expect((await firstJob(world, campaignId)).status).toBe("canceled");
    expect((await usageOf(world, inboxId)).reserved).toBe(0);
    await resolveMail(app, actor, { sendJobId, outcome: "not_left" });
  });

  it("of another workspace looks like none", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId } = await uncertainMail(world, actor, "foreign");
    const stranger = await world.workspace();
    const missing = { code: "not_found" };
    await expect(resolveMail(app, stranger, { sendJobId, outcome: "left" })).rejects.toMatchObject(missing);
    await expect(retryFailedMail(app, stranger, { sendJobId })).rejects.toMatchObject(missing);
    await expect(giveUpMail(app, stranger, { sendJobId })).rejects.toMatchObject(missing);
    await expect(releaseFollowUp(app, stranger, { sendJobId })).rejects.toMatchObject(missing);
    expect((await firstJob(world, campaignId)).status).toBe("uncertain");
  });
});

describe("a mail that failed", () => {
  it("is planned again as a new attempt, and leaves once", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId, email } = await failedMail(world, actor, "again");
    const { items } = await listDoubtfulMails(app, actor, { ...PAGE, doubt: "failed" });
    expect(items[0]).toMatchObject({ sendJobId, reason: expect.stringMatching(/^Google refused the request/) });
    await Promise.all([retryFailedMail(app, actor, { sendJobId }), retryFailedMail(app, actor, { sendJobId })]);
    expect(await firstJob(world, campaignId)).toMatchObject({ status: "scheduled", attempt_no: 2 });
    await world.advance(5 * 60_000);
    expect(await world.accepted(email)).toHaveLength(1);
  });

  it("whose draft somebody sent by hand is not written again beside it", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId } = await failedMail(world, actor, "byhand");
    await world.db.pool.query("update send_jobs set draft_id = 'sent-by-hand' where id = $1", [sendJobId]);
    await expect(retryFailedMail(app, actor, { sendJobId })).rejects.toMatchObject({ code: "conflict" });
    expect((await firstJob(world, campaignId)).status).toBe("failed");
  });

  it("can be given up with its lead, and then asks nobody any more", async () => {
    const actor = await world.workspace();
    const { sendJobId, campaignId } = await failedMail(world, actor, "givenup");
    await giveUpMail(app, actor, { sendJobId });
    await giveUpMail(app, actor, { sendJobId });
    expect((await journeyOf(world, campaignId)).status).toBe("stopped");
    expect((await listDoubtfulMails(app, actor, { ...PAGE, doubt: "failed" })).items).toEqual([]);
    await expect(retryFailedMail(app, actor, { sendJobId })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("time that passes", () => {
  it("sends no mail in doubt again", async () => {
    const actor = await world.workspace();
    const { campaignId, inboxId, email } = await uncertainMail(world, actor, "machine");
    await world.advance(3 * 3_600_000);
    await sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
    expect((await jobsOf(world, campaignId)).map((job) => job.status)).toEqual(["uncertain"]);
    expect(await world.accepted(email)).toEqual([]);
  });
});

describe("a follow-up whose previous mail was deleted from Sent by hand", () => {
  it("is held with what to do, and nobody looks for the copy for ever", async () => {
    const actor = await world.workspace();
    const inboxId = await world.openInbox(actor, "ana@deleted.test");
    const campaignId = await launchTo(world, actor, {
      inboxId,
      emails: ["silent.d@deleted.lead.test"],
      steps: TWO_STEPS,
    });
    const turn = () => sendInbox(app, { workspaceId: actor.workspaceId, inboxId });
    await turn();
    await world.db.pool.query(
      "update send_jobs set message_id_header = null, provider_message_id = 'deletedbyhand' where campaign_id = $1 and step_no = 1",
      [campaignId],
    );
    for (let turns = 0; turns < 5; turns++) await turn();
    const second = (await jobsOf(world, campaignId))[1];
    expect(second).toMatchObject({ status: "held", reason: "previous_unknown" });
    expect((await journeyOf(world, campaignId)).hold_reason).toBe(second?.reason_detail);
    const { leadId } = (await listDoubtfulMails(app, actor, { ...PAGE, doubt: "unnamed" })).items[0] ?? {};
    const why = await explainJourney(app, actor, { campaignId, leadId: leadId ?? "" });
    expect(why.sentence).toMatch(/^Held at step 2: The sent copy of step 1 was not found/);
    const { rows } = await world.db.pool.query(
      "select count(*)::int as looks from send_attempts where call = 'read_back' and outcome = 'gone' and workspace_id = $1",
      [actor.workspaceId],
    );
    expect(rows[0].looks).toBe(3);
    await giveUpMail(app, actor, { sendJobId: second?.id ?? "" });
    expect((await journeyOf(world, campaignId)).status).toBe("stopped");
  });
});
