/** How an inbox stands, in one word and one sentence, with what to do next. */
import { type Evidence, isPausedByUs, plainReason } from "./inbox-health.ts";

export type InboxStateFacts = {
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
  now: Date;
  sentToday: number;
  /** Of today, after the ramp. */
  capToday: number;
  capPerDay: number;
  /** Counted from 1; null without a ramp or when it has reached the cap. */
  rampDay: number | null;
  blockedUntil: Date | null;
  blockedReason: string | null;
  lastSyncedAt: Date | null;
  evidence: Evidence;
};

export type InboxState = {
  tone: "ok" | "info" | "wait" | "stop";
  word: string;
  sentence: string;
  todo: "reconnect" | "resume" | null;
};

/** Mailboxes are read each minute; a silence of this length is no hiccup. */
const UNREAD_AFTER_MS = 30 * 60_000;

/**
 * Shape   facts → tone, word, sentence and the next step
 * Rules   what keeps mails from leaving is said before what merely slows them
 */
export function describeInbox(facts: InboxStateFacts): InboxState {
  const { status, statusReason, now, blockedUntil, rampDay } = facts;
  const why = plainReason(statusReason ?? "no reason was stored");
  if (status === "disconnected")
    return {
      tone: "stop",
      word: "Disconnected",
      sentence: `${why} Its mails are held and its answers are not read.`,
      todo: "reconnect",
    };
  if (status === "paused") {
    const isOurs = isPausedByUs(statusReason);
    const sentence = `${why} Its mails are held; answers are still read.`;
    return { tone: isOurs ? "stop" : "wait", word: isOurs ? "Paused by LeadBitz" : "Paused", sentence, todo: "resume" };
  }
  if (blockedUntil && blockedUntil > now)
    return {
      tone: "wait",
      word: "Waiting",
      sentence: `${plainReason(facts.blockedReason ?? "The provider asks to wait")} Mails go on by themselves.`,
      todo: null,
    };
  if (isUnread(facts))
    return {
      tone: "wait",
      word: "Not read",
      sentence: "The mailbox could not be read for a while, so follow-ups wait. It is tried again each minute.",
      todo: null,
    };
  const today = `${facts.sentToday} of ${facts.capToday} mails today`;
  if (rampDay !== null)
    return {
      tone: "info",
      word: "Warming up",
      sentence: `Day ${rampDay} of its ramp: ${today}, growing to ${facts.capPerDay}.${cameBack(facts.evidence)}`,
      todo: null,
    };
  return { tone: "ok", word: "Healthy", sentence: `${upperFirst(today)}.${cameBack(facts.evidence)}`, todo: null };
}

function isUnread({ lastSyncedAt, now }: InboxStateFacts): boolean {
  return lastSyncedAt !== null && now.getTime() - lastSyncedAt.getTime() > UNREAD_AFTER_MS;
}

function cameBack({ sent, bounced, complained }: Evidence): string {
  if (sent === 0) return "";
  const bounces = bounced === 0 ? "none came back" : `${bounced} came back`;
  const complaints = complained === 0 ? "nobody complained" : `${complained} complained`;
  return ` Of the last ${sent} sent ${bounces} and ${complaints}.`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
