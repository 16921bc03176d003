/** The rules that hold a mail until somebody does something, in the order of design.md 6. */
import type { Reason, Rule } from "./send-facts.ts";
import type { SendQuestion } from "./send-plan.ts";

/** A follow-up leaves only if the mailbox was read within this time (design.md 6.2). */
export const FRESH_WITHIN_MS = 15 * 60_000;

export function gateReasons({ workspace, campaign, inbox, job }: SendQuestion): Reason[] {
  return [
    gate(
      "sending_not_stopped",
      workspace.sendingStoppedAt === null,
      "sending is allowed in this workspace",
      "All sending is stopped. Start it again in Settings.",
    ),
    gate("campaign_active", campaign.status === "active", "the campaign is running", campaignWords(campaign.status)),
    gate(
      "lead_waiting",
      job.leadStatus === "waiting" && !job.isLeadPaused,
      "the lead has not answered",
      job.isLeadPaused ? "This lead is paused. Resume it to go on." : `The lead is ${job.leadStatus}.`,
    ),
    gate(
      "not_suppressed",
      job.suppressedBy === null,
      "the address is not suppressed",
      `The lead's ${job.suppressedBy ?? "address"} is on the do-not-contact list.`,
    ),
    gate("job_not_held", job.holdReason === null, "the mail is in order", job.holdReason ?? ""),
    gate(
      "inbox_active",
      inbox.status === "active",
      `inbox ${inbox.email} is connected`,
      inboxWords(inbox.email, inbox.status, inbox.statusReason),
    ),
  ];
}

/** A follow-up needs the mailbox read since the previous mail and just now; the tick reads it first when this fails. */
export function replySafety({ inbox, job, now }: Pick<SendQuestion, "inbox" | "job" | "now">): Reason {
  if (!job.isFollowUp) return { rule: "reply_safety", ok: true, detail: "the first mail needs no look for answers" };
  const syncedAt = inbox.lastSyncedAt;
  const isRead = syncedAt !== null && (job.previousSentAt === null || syncedAt >= job.previousSentAt);
  const isFresh = syncedAt !== null && now.getTime() - syncedAt.getTime() <= FRESH_WITHIN_MS;
  if (!job.hasPreviousIds)
    return { rule: "reply_safety", ok: false, detail: "the previous mail's ids are not read back yet" };
  if (isRead && isFresh) return { rule: "reply_safety", ok: true, detail: "the mailbox was read just now: no answer" };
  return { rule: "reply_safety", ok: false, detail: "the mailbox must be read for answers first" };
}

function gate(rule: Rule, ok: boolean, yes: string, no: string): Reason {
  return { rule, ok, detail: ok ? yes : no };
}

function campaignWords(status: string): string {
  if (status === "paused") return "The campaign is paused. Resume it to go on.";
  if (status === "draft") return "The campaign is a draft. Launch it to start.";
  return `The campaign is ${status}.`;
}

function inboxWords(email: string, status: string, reason: string | null): string {
  const todo = status === "disconnected" ? "Reconnect it" : "Resume it";
  return `Inbox ${email} is ${status}${reason ? ` (${reason})` : ""}. ${todo} in Settings, Inboxes.`;
}
