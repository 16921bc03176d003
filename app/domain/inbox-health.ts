/**
 * When an inbox is paused and when its ramp steps back, by what its mails met. Evidence is counted over seven local days of
 * the inbox and only since a person last resumed it, so that resuming is not undone by what was known then.
 */
import { effectiveCap, type Ramp } from "./provider-limits.ts";

/** Figures of the last seven local days. */
export type Evidence = { sent: number; bounced: number; complained: number };

/** Over this share of hard bounces the inbox is paused, from this many sent mails on. Source: issue 3 part 5. */
const MAX_BOUNCED_PERCENT = 3;
const BOUNCE_FLOOR_SENT = 30;
/** One complaint is enough while fewer than 1,000 mails were sent. Source: issue 3 part 5; field.md (Gmail: stay below 0.1 %). */
const MAX_COMPLAINED_PERCENT = 0.1;

/** How every reason begins by which LeadBitz itself paused an inbox. */
export const BY_US = "paused by LeadBitz: ";
const BY_A_PERSON: ReadonlySet<string> = new Set(["paused by you", "disconnected by you"]);

export function isPausedByUs(statusReason: string | null): boolean {
  return statusReason?.startsWith(BY_US) ?? false;
}

/** The reason as a sentence of its own, for a place that says already that the inbox is paused. */
export function plainReason(statusReason: string): string {
  const text = (isPausedByUs(statusReason) ? statusReason.slice(BY_US.length) : statusReason).trim();
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** False for what a person did: they need not be told. */
export function isOwnerTold(statusReason: string | null): boolean {
  return !BY_A_PERSON.has(statusReason ?? "");
}

/** Why an inbox is paused whose provider does not let it send any more. */
export function blockedReason(said: string): string {
  return `${BY_US}${said}`;
}

/**
 * Why this inbox must not send for now.
 *
 * Shape   figures of seven days → the reason with its figures, or null
 * Rules   over the share, not at it: 3 of 100 may go on, 1 of 30 may not, 1 of 29 is too few to say
 */
export function reasonToPause({ sent, bounced, complained }: Evidence): string | null {
  if (complained >= 1 && isOver(complained, sent, MAX_COMPLAINED_PERCENT)) {
    const people = complained === 1 ? "1 person" : `${complained} people`;
    return `${BY_US}${people} reported a mail as spam in 7 days, of ${mails(sent)} sent (limit ${MAX_COMPLAINED_PERCENT} %)`;
  }
  if (sent >= BOUNCE_FLOOR_SENT && isOver(bounced, sent, MAX_BOUNCED_PERCENT)) {
    return `${BY_US}${bounced} of ${mails(sent)} sent in 7 days came back, their addresses do not exist (limit ${MAX_BOUNCED_PERCENT} %)`;
  }
  return null;
}

export type RampState = {
  capPerDay: number;
  ramp: Ramp | null;
  /** Local days before today on which a mail left. */
  daysWithSends: number;
  /** How many of them evidence made the ramp forget. */
  daysBack: number;
  steppedBackAt: Date | null;
};

/** What speaks against growing; answers and reports only since the last step back. */
export type RampSigns = Pick<Evidence, "sent" | "bounced"> & {
  /** The provider said that its limit is used up. */
  limitAnswers: number;
  /** The provider refused to let the inbox send. */
  blockedAnswers: number;
  /** Recipients' servers sent mails back because of the sender, not of the address. */
  blockedReports: number;
};

export type RampStep = { daysBack: number; fromPerDay: number; toPerDay: number; detail: string };

/** Half of the share at which an inbox is paused: a warning comes before the stop. */
const WARNING_PERCENT = MAX_BOUNCED_PERCENT / 2;
const DAY_MS = 86_400_000;
/** Bounces are counted over seven days, so a step on their account is the last one for as long. */
const BOUNCE_STEP_EVERY_MS = 7 * DAY_MS;

/**
 * Whether the ramp goes back, and how far.
 *
 * Shape   state and signs → the days it forgets from now on with the reason, or null
 * Rules   one step halves today's number of mails, not below the ramp's start; at most one a day. Without a ramp, or at
 *         its start, nothing steps. From there it grows again with each day that sends
 */
export function stepRampBack(state: RampState, signs: RampSigns, now: Date): RampStep | null {
  const { ramp, capPerDay, steppedBackAt } = state;
  if (ramp === null || ramp.addPerDay === 0) return null;
  const sinceMs = steppedBackAt === null ? Number.POSITIVE_INFINITY : now.getTime() - steppedBackAt.getTime();
  if (sinceMs < DAY_MS) return null;
  const why = reasonToStepBack(signs, sinceMs);
  if (why === null) return null;
  const position = rampDay(state);
  const fromPerDay = effectiveCap(capPerDay, ramp, position);
  const target = Math.max(ramp.startPerDay, Math.floor(fromPerDay / 2));
  const newPosition = Math.floor((target - ramp.startPerDay) / ramp.addPerDay);
  if (newPosition >= position) return null;
  const toPerDay = effectiveCap(capPerDay, ramp, newPosition);
  if (toPerDay >= fromPerDay) return null;
  const detail = `The ramp steps back from ${fromPerDay} to ${mails(toPerDay)} a day: ${why}. It grows again with each day that sends.`;
  return { daysBack: state.daysWithSends - newPosition, fromPerDay, toPerDay, detail };
}

/** The ramp's own count: days with sends that are not forgotten. */
export function rampDay({ daysWithSends, daysBack }: Pick<RampState, "daysWithSends" | "daysBack">): number {
  return Math.max(0, daysWithSends - daysBack);
}

function reasonToStepBack(signs: RampSigns, sinceMs: number): string | null {
  if (signs.blockedAnswers > 0) return "the provider did not let it send";
  if (signs.limitAnswers > 0) return "the provider said that its sending limit is used up";
  if (sinceMs < BOUNCE_STEP_EVERY_MS || signs.sent < BOUNCE_FLOOR_SENT) return null;
  const cameBack = signs.bounced + signs.blockedReports;
  if (!isOver(cameBack, signs.sent, WARNING_PERCENT)) return null;
  return `${cameBack} of ${mails(signs.sent)} sent in 7 days came back`;
}

function isOver(count: number, sent: number, percent: number): boolean {
  return count * 100 > sent * percent;
}

function mails(count: number): string {
  return count === 1 ? "1 mail" : `${count} mails`;
}
