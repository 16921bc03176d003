/**
 * Which of our mails an inbound mail answers. The surest name wins: a Message-ID of ours, then our own
 * attempt header in a returned mail, then the mailbox's thread, and last the person's address.
 */
import type { BounceReport } from "./bounce.ts";

export type SentFact = {
  sendJobId: string;
  campaignLeadId: string;
  leadId: string;
  campaignId: string;
  leadEmail: string;
  threadId: string | null;
  /** The Message-ID that the provider gave it, read back after sending; null while unknown. */
  messageIdHeader: string | null;
  attemptId: string;
  sentAt: Date;
};

export type MatchReason = "message_id" | "attempt" | "thread" | "address";

export type ReplyClues = {
  inReplyTo: string | null;
  references: string[];
  threadId: string | null;
  fromEmail: string | null;
  receivedAt: Date;
  /** Of a bounce, complaint or notice of delay; its recipients stand in for the sender. */
  report?: Pick<BounceReport, "originalMessageIds" | "originalAttemptId" | "recipients"> | null;
};

/** Two clocks (the provider's and ours) may differ by this much. */
const CLOCK_SLACK_MS = 5 * 60_000;

/**
 * Shape   clues of an inbound mail + candidate mails of ours → the mail answered and how it was recognised, or null
 * Rules   nothing sent after the inbound mail came can be answered by it; among equals the latest wins; a report about a stranger's mail matches nothing
 * Source  providers.md 5.1, reliability.md B.3
 */
export function matchReply(
  clues: ReplyClues,
  sentFacts: SentFact[],
): { fact: SentFact; matchReason: MatchReason } | null {
  const latestMs = clues.receivedAt.getTime() + CLOCK_SLACK_MS;
  const facts = sentFacts
    .filter(({ sentAt }) => sentAt.getTime() <= latestMs)
    .toSorted((a, b) => b.sentAt.getTime() - a.sentAt.getTime() || a.sendJobId.localeCompare(b.sendJobId));
  const found = (matchReason: MatchReason, isHit: (fact: SentFact) => boolean) => {
    const fact = facts.find(isHit);
    return fact ? { fact, matchReason } : null;
  };

  for (const id of messageIdsOf(clues)) {
    const match = found("message_id", (fact) => normalised(fact.messageIdHeader) === id);
    if (match) return match;
  }
  const attemptId = clues.report?.originalAttemptId ?? null;
  const byAttempt = attemptId === null ? null : found("attempt", (fact) => fact.attemptId === attemptId);
  if (byAttempt) return byAttempt;

  const emails = clues.report ? clues.report.recipients.map(({ email }) => email.toLowerCase()) : [];
  const isForeignReport = emails.length > 0 && !facts.some(({ leadEmail }) => emails.includes(leadEmail.toLowerCase()));
  if (isForeignReport) return null;
  const byThread = clues.threadId === null ? null : found("thread", (fact) => fact.threadId === clues.threadId);
  if (byThread) return byThread;

  const from = clues.report ? emails : [clues.fromEmail?.toLowerCase() ?? ""];
  return found("address", (fact) => from.includes(fact.leadEmail.toLowerCase()));
}

/** In-Reply-To names the mail answered; References run from old to new; a report names its own. */
function messageIdsOf({ inReplyTo, references, report }: ReplyClues): string[] {
  const ids = [...(report?.originalMessageIds ?? []), inReplyTo, ...references.toReversed()];
  return ids.map(normalised).filter((id) => id !== "");
}

function normalised(id: string | null): string {
  return (id ?? "").replace(/[<>\s]/g, "");
}
