import { afterAll, describe, expect, it } from "vitest";
import { syncInbox } from "../../../app/use-cases/sync/sync-inbox.server.ts";
import { testDatabase } from "../../setup/database.ts";
import { openMailboxWorld } from "./mailbox-world.ts";

const db = await testDatabase();
const world = await openMailboxWorld(db);
afterAll(() => world.sandbox.close());

const sync = () => syncInbox(world.app, { workspaceId: world.actor.workspaceId, inboxId: world.inboxId });
const DAY_MS = 86_400_000;
let person = 0;
const nextEmail = () => `person${++person}@far.test`;
const lastMessage = () =>
  world.row<{ class: string; class_reason: string; match_reason: string; direction: string }>(
    "select * from messages order by id desc limit 1",
  );

describe("an answer", () => {
  it("stops the second step and says why", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "reply", "Tell me more, please.");
    expect(await sync()).toMatchObject({ outcome: "synced", storedCount: 1, failedCount: 0 });
    expect(await world.journeyOf(sent)).toEqual({ status: "replied", status_reason: "They answered." });
    expect(await world.jobStatus(sent.nextJobId)).toBe("canceled");
    expect(await lastMessage()).toMatchObject({
      class: "reply",
      match_reason: "It names the Message-ID of a mail of ours.",
    });
    expect(await world.count("counters", "name = 'unread' and value = 1")).toBe(1);
    expect(await world.count("daily_stats", "replied = 1 and step_no = 1 and stat_on = '2026-11-24'")).toBe(1);
  });

  it("completes the campaign when it was the last journey", async () => {
    const campaignId = await world.insertCampaign();
    const sent = await world.sendFirst(campaignId, nextEmail());
    await world.reply(sent.messageId, "reply");
    await sync();
    expect(await world.row("select status, leads_final from campaigns where id = $1", [campaignId])).toEqual({
      status: "completed",
      leads_final: 1,
    });
  });

  it("is found when it came while nobody read the mailbox for a day", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "reply");
    world.sandbox.advance(DAY_MS);
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
  });

  it("is matched by address when it opens a thread of its own", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.deliver(
      `From: ${sent.email}\r\nTo: ${world.email}\r\nSubject: About your question\r\n\r\nCall me tomorrow.`,
    );
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
    expect(await lastMessage()).toMatchObject({
      match_reason: "It came from the address of a person we had written to.",
    });
  });

  it("is found in the spam folder", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.deliver(
      `From: ${sent.email}\r\nTo: ${world.email}\r\nSubject: Re: Your forklifts\r\nIn-Reply-To: ${sent.messageId}\r\n\r\nYes.`,
      ["SPAM"],
    );
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
  });

  it("stops the colleagues only when the campaign says so", async () => {
    for (const companyStop of [true, false]) {
      const campaignId = await world.insertCampaign({ companyStop });
      const sent = await world.sendFirst(campaignId, nextEmail(), `firm${companyStop}.test`);
      const colleague = await world.sendFirst(campaignId, nextEmail(), `firm${companyStop}.test`);
      const stranger = await world.sendFirst(campaignId, nextEmail(), "other.test");
      await world.reply(sent.messageId, "reply");
      await sync();
      expect(await world.journeyOf(colleague)).toMatchObject({ status: companyStop ? "stopped" : "waiting" });
      expect(await world.journeyOf(stranger)).toMatchObject({ status: "waiting" });
    }
  });
});

describe("mail that is no answer", () => {
  it("an absence note is stored and the journey goes on", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "auto_reply");
    expect(await sync()).toMatchObject({ storedCount: 1 });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "waiting" });
    expect(await world.jobStatus(sent.nextJobId)).toBe("scheduled");
    expect(await lastMessage()).toMatchObject({ class: "auto_reply" });
  });

  it("our own sent copy stops nothing and links its job", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "auto_reply");
    await sync();
    await world.deliver(
      `From: ${world.email}\r\nTo: ${sent.email}\r\nSubject: Re: Your forklifts\r\nIn-Reply-To: ${sent.messageId}\r\nX-LeadBitz-Attempt: ${sent.firstJobId}-1\r\n\r\nAnother word.`,
      ["SENT"],
    );
    expect(await sync()).toMatchObject({ storedCount: 1 });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "waiting" });
    expect(await lastMessage()).toMatchObject({ direction: "outbound", send_job_id: sent.firstJobId });
  });

  it("a stranger's mail is not stored", async () => {
    await world.deliver(`From: friend@home.test\r\nTo: ${world.email}\r\nSubject: Lunch\r\n\r\nAt noon?`);
    expect(await sync()).toMatchObject({ storedCount: 0, failedCount: 0 });
    expect(await world.count("messages", "from_email = 'friend@home.test'")).toBe(0);
  });

  it("a report about a stranger's mail stops nobody", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.deliver(dsn(world.email, "stranger@nowhere.test", "<abc@elsewhere.test>"));
    expect(await sync()).toMatchObject({ storedCount: 0 });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "waiting" });
    expect(await world.count("suppressions", "email = 'stranger@nowhere.test'")).toBe(0);
  });
});

describe("a bounce", () => {
  it("in the same thread ends the journey and bars the address", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "bounce");
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "bounced" });
    expect(await world.count("suppressions", `email = '${sent.email}' and reason = 'bounce'`)).toBe(1);
    expect(await world.row("select is_unread from conversations where thread_key = $1", [sent.threadId])).toEqual({
      is_unread: false,
    });
  });

  it("of a full mailbox is stored and changes nothing", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), `bounce-full${nextEmail()}`);
    await world.reply(sent.messageId, "bounce");
    expect(await sync()).toMatchObject({ storedCount: 1 });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "waiting" });
    expect(await world.count("suppressions", `email = '${sent.email}'`)).toBe(0);
  });
});

describe("an opt-out in words", () => {
  it("stops the person in all campaigns and bars the address", async () => {
    const [first, second] = [await world.insertCampaign(), await world.insertCampaign()];
    const sent = await world.sendFirst(first, nextEmail());
    const other = await world.insertJourney(second, sent.leadId);
    await world.reply(sent.messageId, "unsubscribe");
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "unsubscribed" });
    expect(await world.journeyOf(other)).toMatchObject({ status: "unsubscribed" });
    expect(await world.jobStatus(other.jobId)).toBe("canceled");
    expect(await world.count("suppressions", `email = '${sent.email}' and reason = 'unsubscribe'`)).toBe(1);
  });

  it("is not read out of our own quoted footer", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), nextEmail());
    await world.reply(sent.messageId, "reply", "Sure, send me the prices.");
    await sync();
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
  });
});

function dsn(to: string, recipient: string, messageId: string): string {
  return [
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
    `To: ${to}`,
    "Subject: Delivery Status Notification (Failure)",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Address not found",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; googlemail.com",
    "",
    `Final-Recipient: rfc822; ${recipient}`,
    "Action: failed",
    "Status: 5.1.1",
    "--b",
    "Content-Type: message/rfc822",
    "",
    `Message-ID: ${messageId}`,
    `To: ${recipient}`,
    "Subject: Hello",
    "",
    "Hello",
    "--b--",
  ].join("\r\n");
}
