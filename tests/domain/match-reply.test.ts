import { describe, expect, it } from "vitest";
import { matchReply, type ReplyClues, type SentFact } from "../../app/domain/match-reply.ts";

const fact = (id: string, about: Partial<SentFact> = {}): SentFact => ({
  sendJobId: id,
  campaignLeadId: `cl-${id}`,
  leadId: `l-${id}`,
  campaignId: "c",
  leadEmail: `${id}@ex.org`,
  threadId: `t-${id}`,
  messageIdHeader: `<${id}@mail.gmail.com>`,
  attemptId: `att-${id}`,
  sentAt: new Date("2026-11-01T09:00:00Z"),
  ...about,
});
const clues = (about: Partial<ReplyClues>): ReplyClues => ({
  inReplyTo: null,
  references: [],
  threadId: null,
  fromEmail: null,
  receivedAt: new Date("2026-11-02T09:00:00Z"),
  ...about,
});
const facts = [fact("a"), fact("b"), fact("c")];
const match = (about: Partial<ReplyClues>) => {
  const found = matchReply(clues(about), facts);
  return found && [found.fact.sendJobId, found.matchReason];
};

describe("matching a reply to a mail of ours", () => {
  it("prefers the Message-ID, then the attempt, then the thread, then the address", () => {
    const report = { originalMessageIds: [], originalAttemptId: "att-b", recipients: [] };
    expect(match({ inReplyTo: "<a@mail.gmail.com>", report, threadId: "t-c", fromEmail: "c@ex.org" })).toEqual([
      "a",
      "message_id",
    ]);
    expect(match({ report, threadId: "t-c" })).toEqual(["b", "attempt"]);
    expect(match({ threadId: "t-c", fromEmail: "b@ex.org" })).toEqual(["c", "thread"]);
    expect(match({ fromEmail: "B@ex.org" })).toEqual(["b", "address"]);
    expect(match({ fromEmail: "stranger@ex.org" })).toBeNull();
  });

  it("finds a colleague's answer through References", () => {
    expect(match({ references: ["<a@mail.gmail.com>", "<x@y>"], fromEmail: "boss@ex.org" })).toEqual([
      "a",
      "message_id",
    ]);
  });

  it("leaves a report about a stranger's mail alone, even in our thread", () => {
    const report = {
      originalMessageIds: [],
      originalAttemptId: null,
      recipients: [{ email: "z@else.test", status: null, diagnostic: null }],
    };
    expect(match({ report, threadId: "t-a", fromEmail: "a@ex.org" })).toBeNull();
  });

  it("matches nothing that was sent later, and the latest among equals", () => {
    const two = [fact("a"), fact("a2", { threadId: "t-a", sentAt: new Date("2026-11-01T10:00:00Z") })];
    expect(matchReply(clues({ threadId: "t-a" }), two)?.fact.sendJobId).toBe("a2");
    expect(
      matchReply(clues({ threadId: "t-a", receivedAt: new Date("2026-11-01T09:30:00Z") }), two)?.fact.sendJobId,
    ).toBe("a");
  });
});
