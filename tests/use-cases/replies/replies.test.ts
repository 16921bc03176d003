import { afterAll, describe, expect, it } from "vitest";
import { newId } from "../../../app/domain/ids.ts";
import { categorizeConversation } from "../../../app/use-cases/replies/categorize-conversation.server.ts";
import { countUnread } from "../../../app/use-cases/replies/count-unread.server.ts";
import { listReplies } from "../../../app/use-cases/replies/list-replies.server.ts";
import { markConversationRead } from "../../../app/use-cases/replies/mark-conversation-read.server.ts";
import { readConversation } from "../../../app/use-cases/replies/read-conversation.server.ts";
import { readMessageHtml } from "../../../app/use-cases/replies/read-message-html.server.ts";
import { sendReply } from "../../../app/use-cases/replies/send-reply.server.ts";
import { syncInbox } from "../../../app/use-cases/sync/sync-inbox.server.ts";
import { testDatabase } from "../../setup/database.ts";
import { openMailboxWorld, type SentFirst } from "../sync/mailbox-world.ts";

const db = await testDatabase();
const world = await openMailboxWorld(db);
afterAll(() => world.sandbox.close());

const { app, actor } = world;
const firstPage = { limit: 50, cursor: null };

async function answered(
  email: string,
  kind: string,
  text?: string,
): Promise<{ sent: SentFirst; conversationId: string }> {
  const sent = await world.sendFirst(await world.insertCampaign(), email);
  await world.reply(sent.messageId, kind, text);
  await syncInbox(app, { workspaceId: actor.workspaceId, inboxId: world.inboxId });
  const { id } = await world.row<{ id: string }>("select id from conversations where thread_key = $1", [sent.threadId]);
  return { sent, conversationId: id };
}

describe("the list of replies", () => {
  it("finds by person, campaign, category and unread, and pages by key", async () => {
    const first = await answered("kim@far.test", "reply");
    world.sandbox.advance(60_000);
    const second = await answered("lou@far.test", "auto_reply");
    const ids = async (filters: Parameters<typeof listReplies>[2]) =>
      (await listReplies(app, actor, filters)).items.map((item) => item.conversationId);
    expect(await ids({ ...firstPage, kind: "answers" })).toEqual([second.conversationId, first.conversationId]);
    expect(await ids({ ...firstPage, q: "KIM@far" })).toEqual([first.conversationId]);
    expect(await ids({ ...firstPage, category: "out_of_office" })).toEqual([second.conversationId]);
    const page = await listReplies(app, actor, { limit: 1, cursor: null });
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(await ids({ limit: 1, cursor: page.pageInfo.nextCursor })).toEqual([first.conversationId]);
    expect(await countUnread(app, actor)).toBe(2);
    await markConversationRead(app, actor, first.conversationId);
    await markConversationRead(app, actor, first.conversationId);
    expect(await countUnread(app, actor)).toBe(1);
    expect(await ids({ ...firstPage, isUnread: true })).toEqual([second.conversationId]);
  });

  it("shows strangers nothing", async () => {
    const { conversationId } = await answered("max@far.test", "reply");
    const stranger = { ...actor, workspaceId: newId() };
    expect((await listReplies(app, stranger, firstPage)).items).toEqual([]);
    await expect(readConversation(app, stranger, conversationId)).rejects.toMatchObject({ code: "not_found" });
    await expect(sendReply(app, stranger, { conversationId, body: "Hi", idempotencyKey: "k" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(categorizeConversation(app, stranger, { conversationId, category: "other" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a conversation", () => {
  it("shows our mail and the answer, oldest first, and the answer's HTML without scripts", async () => {
    const { conversationId } = await answered("nia@far.test", "reply", "Yes <script>alert(1)</script>");
    const { messages } = await readConversation(app, actor, conversationId);
    expect(messages.map(({ direction, state }) => [direction, state])).toEqual([
      ["outbound", "sent"],
      ["inbound", "received"],
    ]);
    const html = await readMessageHtml(app, actor, messages[1]?.messageId ?? "");
    expect(html).toContain("Yes");
    expect(html).not.toContain("<script");
  });
});

describe("an answer of ours", () => {
  it("is one mail however often the button is pressed, and shows as sending", async () => {
    const { conversationId } = await answered("oki@far.test", "reply");
    const input = { conversationId, body: "Gladly, Thursday?", idempotencyKey: newId() };
    const jobs = await Promise.all([1, 2, 3].map(() => sendReply(app, actor, input)));
    expect(new Set(jobs.map((job) => job.sendJobId)).size).toBe(1);
    expect(jobs.filter((job) => job.isNew)).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ toEmail: "oki@far.test", subject: "Re: Your forklifts" });
    const { messages } = await readConversation(app, actor, conversationId);
    expect(messages.at(-1)).toMatchObject({ direction: "outbound", state: "sending", text: "Gladly, Thursday?" });
    const { n } = await world.row<{ n: number }>(
      "select count(*)::int as n from graphile_worker.jobs where task_identifier = 'send_reply'",
    );
    expect(n).toBe(1);
    await expect(sendReply(app, actor, { ...input, body: "Another text" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is refused while the mailbox is disconnected", async () => {
    const { conversationId } = await answered("pia@far.test", "reply");
    await db.pool.query("update inbox_connections set status = 'disconnected', status_reason = 'revoked'");
    await expect(sendReply(app, actor, { conversationId, body: "Hi", idempotencyKey: "k" })).rejects.toThrow(
      "is disconnected",
    );
    await db.pool.query("update inbox_connections set status = 'active', status_reason = null");
  });
});

describe("sorting a conversation", () => {
  it("as unsubscribe bars the person at once", async () => {
    const { sent, conversationId } = await answered("quin@far.test", "auto_reply");
    const outcome = await categorizeConversation(app, actor, { conversationId, category: "unsubscribe" });
    expect(outcome).toMatchObject({ suppressedEmail: "quin@far.test", stoppedCount: 1 });
    expect(await world.journeyOf(sent)).toMatchObject({ status: "unsubscribed" });
  });

  it("away from a wrong unsubscribe takes its own entry back and lets other campaigns go on", async () => {
    const sent = await world.sendFirst(await world.insertCampaign(), "rosa@far.test");
    const other = await world.insertJourney(await world.insertCampaign(), sent.leadId);
    const held = await world.insertCampaign();
    await world.insertJourney(held, await world.insertLead("someone@else.test"));
    await db.pool.query("update campaign_leads set campaign_id = $1 where id = $2", [held, other.campaignLeadId]);
    await db.pool.query("update campaigns set leads_total = leads_total + 1 where id = $1", [held]);
    await world.reply(sent.messageId, "unsubscribe");
    await syncInbox(app, { workspaceId: actor.workspaceId, inboxId: world.inboxId });
    const { id: conversationId } = await world.row<{ id: string }>(
      "select id from conversations where thread_key = $1",
      [sent.threadId],
    );
    expect(await world.journeyOf(other)).toMatchObject({ status: "unsubscribed" });
    const outcome = await categorizeConversation(app, actor, { conversationId, category: "interested" });
    expect(outcome).toMatchObject({ releasedEmails: ["rosa@far.test"], restoredCount: 1 });
    expect(await world.count("suppressions", "email = 'rosa@far.test'")).toBe(0);
    expect(await world.journeyOf(other)).toMatchObject({ status: "waiting", status_reason: null });
    expect(await world.jobStatus(other.jobId)).toBe("scheduled");
    expect(await world.journeyOf(sent)).toMatchObject({ status: "replied" });
    expect(await world.row("select leads_final from campaigns where id = $1", [held])).toEqual({ leads_final: 0 });
  });

  it("never takes back what the person did by the link", async () => {
    const { conversationId } = await answered("sam@far.test", "unsubscribe");
    await db.pool.query("update suppressions set source = 'link' where email = 'sam@far.test'");
    const outcome = await categorizeConversation(app, actor, { conversationId, category: "other" });
    expect(outcome.releasedEmails).toEqual([]);
    expect(await world.count("suppressions", "email = 'sam@far.test'")).toBe(1);
  });

  it("counts a positive answer once and takes it back", async () => {
    const { sent, conversationId } = await answered("tom@far.test", "reply");
    const positive = () =>
      world.row<{ n: number }>(
        "select coalesce(sum(positive), 0)::int as n from daily_stats d join campaign_leads c on c.campaign_id = d.campaign_id where c.id = $1",
        [sent.campaignLeadId],
      );
    for (const [category, n] of [
      ["interested", 1],
      ["interested", 1],
      ["other", 0],
    ] as const) {
      await categorizeConversation(app, actor, { conversationId, category });
      expect(await positive()).toEqual({ n });
    }
  });
});
