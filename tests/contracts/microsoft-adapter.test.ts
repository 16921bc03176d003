/** The Microsoft adapter against the sandbox's Graph, over HTTP and through Microsoft's own client. */
import { beforeEach, describe, expect, it } from "vitest";
import type { DraftOutbox, Mailbox, MailTrace } from "../../app/providers/ports.ts";
import { MIA, mailTo, microsoftWorld, refusal } from "./microsoft-world.ts";

const world = microsoftWorld();
const { control, accepted } = world;
let mailbox: Mailbox;
let outbox: DraftOutbox;

beforeEach(() => {
  ({ mailbox, outbox } = world);
});

const ATTEMPT = "X-LeadBitz-Attempt: a1";
const trace = (over: Partial<MailTrace> = {}): MailTrace => ({
  attemptId: "a1",
  draftId: null,
  threadId: null,
  messageIdHeader: null,
  cursorAtPrepare: null,
  preparedAt: new Date(Date.now() - 60_000),
  ...over,
});

async function allSince(cursor: string): Promise<{ messageIds: string[]; cursor: string; pages: number }> {
  const messageIds: string[] = [];
  let pages = 0;
  let token: string | null = null;
  do {
    const page = await mailbox.listSince(cursor, token);
    messageIds.push(...page.messageIds);
    pages += 1;
    token = page.nextPageToken;
    if (token === null) return { messageIds: [...new Set(messageIds)], cursor: page.cursor ?? "", pages };
    expect(page.cursor).toBeNull();
  } while (pages < 100);
  throw new Error("no end");
}

describe("microsoft drafts", () => {
  it("keeps the draft's id and Message-ID when it is sent", async () => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    expect(draft).toMatchObject({ messageId: draft.draftId, messageIdHeader: "<ours.1@contoso.test>" });
    const sent = await outbox.sendDraft(draft);
    const { draftId, threadId, messageIdHeader } = draft;
    expect(sent).toEqual({ providerMessageId: draftId, threadId, messageIdHeader });
    const head = await mailbox.getHead(sent.providerMessageId, ["Message-ID", "X-LeadBitz-Attempt"]);
    expect(head).toMatchObject({ labels: ["SENT"], threadId });
    expect(head?.headers.map(({ name, value }) => [name.toLowerCase(), value])).toEqual(
      expect.arrayContaining([
        ["message-id", "<ours.1@contoso.test>"],
        ["x-leadbitz-attempt", "a1"],
      ]),
    );
    expect((await accepted()).map(({ id }) => id)).toEqual([draftId]);
  });

  it("takes the Message-ID that Exchange gave the draft, whatever was asked for", async () => {
    await control("microsoft", { keepsMessageId: false });
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    expect(draft.messageIdHeader).toMatch(/^<[0-9A-F]{32}@.*outlook\.com>$/);
    await outbox.sendDraft(draft);
    expect((await accepted())[0]?.messageId).toBe(draft.messageIdHeader);
  });

  it("keeps every byte of the message", async () => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await outbox.sendDraft(draft);
    const raw = await mailbox.getRaw(draft.draftId);
    expect(Buffer.from(raw?.mime ?? []).toString("utf8")).toContain("Short question: grüße?");
    expect(raw?.headers.find((header) => header.name.toLowerCase() === "subject")?.value).toBe("Hello");
    expect(raw?.labels).toEqual(["SENT"]);
  });

  it("puts a follow-up into the conversation of the mail that it answers", async () => {
    const first = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await outbox.sendDraft(first);
    const follow = mailTo("bo@ex.test", [
      `In-Reply-To: ${first.messageIdHeader}`,
      `References: ${first.messageIdHeader}`,
    ]);
    const second = await outbox.createDraft(Buffer.from(follow.toString().replace("ours.1", "ours.2")), first.threadId);
    expect(second.threadId).toBe(first.threadId);
    await control("reply", { mailbox: MIA, messageId: first.draftId, text: "Yes", kind: "reply" });
    const place = { threadId: first.threadId, messageIdHeaders: [] };
    const thread = await mailbox.getThread(place, ["From", "In-Reply-To", "Auto-Submitted"]);
    expect(thread?.map(({ labels }) => labels[0]).sort()).toEqual(["DRAFT", "INBOX", "SENT"]);
    const answer = thread?.find(({ labels }) => labels.includes("INBOX"));
    expect(answer?.headers.find(({ name }) => name === "In-Reply-To")?.value).toBe(first.messageIdHeader);
    expect(await mailbox.getThread({ threadId: "AAQkAnone", messageIdHeaders: [] }, [])).toBeNull();
  });

  it("lists drafts and deletes them, again without complaint", async () => {
    const { draftId } = await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    expect(await outbox.listDrafts(null)).toEqual({ drafts: [{ draftId, messageId: draftId }], nextPageToken: null });
    expect(await outbox.deleteDraft(draftId)).toBe("deleted");
    expect((await outbox.listDrafts(null)).drafts).toEqual([]);
    expect(await mailbox.lookUp(trace({ draftId }))).toEqual({ state: "gone" });
    expect(await outbox.deleteDraft(draftId)).toBe("deleted");
    await control("delete", { mailbox: MIA, id: draftId });
    expect(await outbox.deleteDraft(draftId)).toBe("missing");
  });

  it("does not delete the copy of a mail that left, though it has the draft's id", async () => {
    await control("microsoft", { sendDelayMs: 600 });
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await outbox.sendDraft(draft);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await outbox.deleteDraft(draft.draftId)).toBe("missing");
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await outbox.deleteDraft(draft.draftId)).toBe("missing");
    expect((await mailbox.getHead(draft.draftId, []))?.labels).toEqual(["SENT"]);
  });

  it("pages through many drafts", async () => {
    for (let at = 0; at < 101; at += 1) await outbox.createDraft(mailTo("bo@ex.test"), null);
    const first = await outbox.listDrafts(null);
    const second = await outbox.listDrafts(first.nextPageToken);
    const ids = [...first.drafts, ...second.drafts].map(({ draftId }) => draftId);
    expect(new Set(ids).size).toBe(101);
    expect(second.nextPageToken).toBeNull();
  });
});

describe("microsoft look-ups", () => {
  it("tells a draft, a mail on its way and a sent one apart", async () => {
    await control("microsoft", { sendDelayMs: 2_000 });
    const draft = await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    const asked = trace({ draftId: draft.draftId, messageIdHeader: draft.messageIdHeader });
    expect(await mailbox.lookUp(asked)).toEqual({ state: "draft" });
    await outbox.sendDraft(draft);
    expect(await mailbox.lookUp(asked)).toEqual({ state: "draft" });
    await expect.poll(() => mailbox.lookUp(asked), { timeout: 1_900, interval: 50 }).toEqual({ state: "queued" });
    const sent = { providerMessageId: draft.draftId, threadId: draft.threadId, messageIdHeader: draft.messageIdHeader };
    await expect.poll(() => mailbox.lookUp(asked), { timeout: 3_000, interval: 100 }).toEqual({ state: "sent", sent });
  });

  it("finds the sent copy by Message-ID, and by our own header, when the id is lost", async () => {
    const { cursor } = await mailbox.getProfile();
    const draft = await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    const sent = await outbox.sendDraft(draft);
    const lost = { draftId: `${draft.draftId.slice(0, -8)}AAAAAAA=` };
    expect(await mailbox.lookUp(trace({ ...lost, messageIdHeader: draft.messageIdHeader }))).toEqual({
      state: "sent",
      sent,
    });
    expect(await mailbox.lookUp(trace(lost))).toEqual({ state: "sent", sent });
    expect(await mailbox.lookUp(trace({ ...lost, cursorAtPrepare: cursor, preparedAt: null }))).toEqual({
      state: "sent",
      sent,
    });
    await control("expire-history", { mailbox: MIA });
    expect(await mailbox.lookUp(trace({ cursorAtPrepare: cursor }))).toEqual({ state: "sent", sent });
    expect(await mailbox.lookUp(trace({ attemptId: "a2" }))).toEqual({ state: "gone" });
  });

  it("does not take a received copy or another draft for the mail", async () => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    await outbox.createDraft(mailTo("bo@ex.test", [ATTEMPT]), null);
    await control("deliver", { mailbox: MIA, raw: `From: bo@ex.test\r\n${ATTEMPT}\r\nSubject: x\r\n\r\ny` });
    await control("delete", { mailbox: MIA, id: draft.draftId });
    const asked = trace({ draftId: draft.draftId, messageIdHeader: draft.messageIdHeader });
    expect(await mailbox.lookUp(asked)).toEqual({ state: "gone" });
  });
});

describe("microsoft reading", () => {
  it("lists what was added since a cursor: received, junk and sent, no drafts, cursor on the last page", async () => {
    await control("deliver", { mailbox: MIA, raw: "From: old@ex.test\r\nSubject: old\r\n\r\nx" });
    const { email, cursor } = await mailbox.getProfile();
    expect(email).toBe(MIA);
    expect((await allSince(cursor)).messageIds).toEqual([]);
    await outbox.createDraft(mailTo("cy@ex.test"), null);
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    const sent = await outbox.sendDraft(draft);
    const raw = `From: bo@ex.test\r\nTo: ${MIA}\r\nSubject: Re: Hello\r\n\r\nYes\r\n`;
    const got = await control<{ id: string }>("deliver", { mailbox: MIA, raw });
    const junk = await control<{ id: string }>("deliver", { mailbox: MIA, raw, labelIds: ["SPAM"] });
    const read = await allSince(cursor);
    expect(read.messageIds.sort()).toEqual([sent.providerMessageId, got.id, junk.id].sort());
    expect((await mailbox.getRaw(junk.id))?.labels).toEqual(["SPAM"]);
    expect((await allSince(read.cursor)).messageIds).toEqual([]);
  });

  it("finds mail that a rule or a person moved before it was read", async () => {
    await control("deliver", { mailbox: MIA, raw: "From: old@ex.test\r\nSubject: old\r\n\r\nx", labelIds: [] });
    const { cursor } = await mailbox.getProfile();
    const raw = `From: bo@ex.test\r\nTo: ${MIA}\r\nSubject: x\r\n\r\ny`;
    const deliver = (labelIds: string[]) => control<{ id: string }>("deliver", { mailbox: MIA, raw, labelIds });
    const ids = [(await deliver([])).id, (await deliver(["TRASH"])).id, (await deliver(["INBOX"])).id];
    const read = await allSince(cursor);
    expect(read.messageIds).toEqual(expect.arrayContaining(ids));
    expect((await mailbox.getRaw(ids[0] ?? ""))?.labels).toEqual([]);
  });

  it("reads through pages, repeats, empty pages and removed items", async () => {
    await control("microsoft", { emptyPageRate: 1 });
    const { cursor } = await mailbox.getProfile();
    const raw = `From: bo@ex.test\r\nTo: ${MIA}\r\nSubject: x\r\n\r\ny`;
    const ids = new Set<string>();
    for (let at = 0; at < 250; at += 1) ids.add((await control<{ id: string }>("deliver", { mailbox: MIA, raw })).id);
    const [gone = ""] = ids;
    await control("delete", { mailbox: MIA, id: gone });
    ids.delete(gone);
    const read = await allSince(cursor);
    expect(new Set(read.messageIds)).toEqual(ids);
    expect(read.pages).toBeGreaterThan(5);
    expect(JSON.parse(read.cursor).inbox).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\//);
    const listed: string[] = [];
    let token: string | null = null;
    do {
      const page = await mailbox.listAfter(new Date(Date.now() - 600_000), token);
      listed.push(...page.messageIds);
      token = page.nextPageToken;
    } while (token);
    expect(new Set(listed)).toEqual(ids);
  });

  it("says when a cursor is too old, or is none", async () => {
    const { cursor } = await mailbox.getProfile();
    await control("deliver", { mailbox: MIA, raw: "From: b@x.test\r\n\r\nx" });
    await control("expire-history", { mailbox: MIA });
    expect((await refusal(mailbox.listSince(cursor, null))).kind).toBe("cursor_expired");
    expect((await refusal(mailbox.listSince("4711", null))).kind).toBe("cursor_expired");
    const elsewhere = { ...JSON.parse(cursor), inbox: "https://evil.test/v1.0/me" };
    expect((await refusal(mailbox.listSince(JSON.stringify(elsewhere), null))).kind).toBe("cursor_expired");
  });

  it("lists what arrived after an instant, junk too, drafts not", async () => {
    const raw = "From: b@x.test\r\n\r\nx";
    const { id } = await control<{ id: string }>("deliver", { mailbox: MIA, raw, labelIds: ["SPAM"] });
    await outbox.createDraft(mailTo("bo@ex.test"), null);
    const page = await mailbox.listAfter(new Date(Date.now() - 60_000), null);
    expect(page).toEqual({ messageIds: [id], nextPageToken: null, cursor: null });
    expect((await mailbox.listAfter(new Date(Date.now() + 3_600_000), null)).messageIds).toEqual([]);
  });

  it("answers null for what is gone", async () => {
    expect(await mailbox.getHead("AAkALgnone", [])).toBeNull();
    expect(await mailbox.getRaw("AAkALgnone")).toBeNull();
  });
});
