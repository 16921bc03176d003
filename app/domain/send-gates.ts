/** The rules that hold a mail until somebody does something, in the order of design.md 6. */
import type { CampaignFacts, InboxFacts, JobFacts, Reason, Rule, WorkspaceFacts } from "./send-facts.ts";

export type GateQuestion = { workspace: WorkspaceFacts; campaign: CampaignFacts; inbox: InboxFacts; job: JobFacts };

/** A follow-up leaves only if the mailbox was read within this time (design.md 6.2). */
export const FRESH_WITHIN_MS = 15 * 60_000;

type Gate = {
  rule: Rule;
  isOpen: (question: GateQuestion) => boolean;
  yes: (question: GateQuestion) => string;
  no: (question: GateQuestion) => string;
};

const GATES: readonly Gate[] = [
  {
    rule: "sending_not_stopped",
    isOpen: ({ workspace }) => workspace.sendingStoppedAt === null,
    yes: () => "sending is allowed in this workspace",
    no: () => "All sending is stopped. Start it again in Settings.",
  },
  {
    rule: "campaign_active",
    isOpen: ({ campaign }) => campaign.status === "active",
    yes: () => "the campaign is running",
    no: ({ campaign }) => campaignWords(campaign.status),
  },
  {
    rule: "lead_waiting",
    isOpen: ({ job }) => job.leadStatus === "waiting" && !job.isLeadPaused,
    yes: () => "the lead has not answered",
    no: ({ job }) => (job.isLeadPaused ? "This lead is paused. Resume it to go on." : `The lead is ${job.leadStatus}.`),
  },
  {
    rule: "not_suppressed",
    isOpen: ({ job }) => job.suppressedBy === null,
    yes: () => "the address is not suppressed",
    no: ({ job }) => `The lead's ${job.suppressedBy ?? "address"} is on the do-not-contact list.`,
  },
  {
    rule: "job_not_held",
    isOpen: ({ job }) => job.holdReason === null,
    yes: () => "the mail is in order",
    no: ({ job }) => job.holdReason ?? "the mail is held",
  },
  {
    rule: "inbox_active",
    isOpen: ({ inbox }) => inbox.status === "active",
    yes: ({ inbox }) => `inbox ${inbox.email} is connected`,
    no: ({ inbox }) => inboxWords(inbox),
  },
];

export function areGatesOpen(question: GateQuestion): boolean {
  return GATES.every((gate) => gate.isOpen(question));
}

/** Every gate's verdict, the closed ones first. */
export function gateReasons(question: GateQuestion): Reason[] {
  return GATES.map(({ rule, isOpen, yes, no }): Reason => {
    const ok = isOpen(question);
    return { rule, ok, detail: ok ? yes(question) : no(question) };
  }).sort((a, b) => Number(a.ok) - Number(b.ok));
}

/** A follow-up needs the mailbox read since the previous mail and just now; the tick reads it first when this fails. */
export function replySafety({ inbox, job, now }: Pick<GateQuestion, "inbox" | "job"> & { now: Date }): Reason {
  if (!job.isFollowUp) return { rule: "reply_safety", ok: true, detail: "the first mail needs no look for answers" };
  const syncedAt = inbox.lastSyncedAt;
  const isRead = syncedAt !== null && (job.previousSentAt === null || syncedAt >= job.previousSentAt);
  const isFresh = syncedAt !== null && now.getTime() - syncedAt.getTime() <= FRESH_WITHIN_MS;
  if (!job.hasPreviousIds)
    return { rule: "reply_safety", ok: false, detail: "the previous mail's ids are not read back yet" };
  if (isRead && isFresh) return { rule: "reply_safety", ok: true, detail: "the mailbox was read just now: no answer" };
  return { rule: "reply_safety", ok: false, detail: "the mailbox must be read for answers first" };
}

function campaignWords(status: string): string {
  if (status === "paused") return "The campaign is paused. Resume it to go on.";
  if (status === "draft") return "The campaign is a draft. Launch it to start.";
  return `The campaign is ${status}.`;
}

function inboxWords({ email, status, statusReason }: InboxFacts): string {
  const todo = status === "disconnected" ? "Reconnect it" : "Resume it";
  return `Inbox ${email} is ${status}${statusReason ? ` (${statusReason})` : ""}. ${todo} in Settings, Inboxes.`;
}
