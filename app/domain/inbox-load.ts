/**
 * An inbox while a plan is laid out: what it has sent and reserved, moved on mail by mail in epoch milliseconds. Opened
 * from the facts, it belongs to one plan and is never shared.
 */
import { effectiveCap } from "./provider-limits.ts";
import type { InboxFacts, InboxLoad } from "./send-facts.ts";
import { dayOfName, localDay, type ZoneClock } from "./zone-clock.ts";

export const DAY_MS = 86_400_000;
export const QUARTER_MS = 15 * 60_000;

/** An inbox that has sent nothing that counts. */
export const NOTHING_SENT: InboxLoad = {
  days: new Map(),
  daysWithSends: 0,
  quarters: [],
  lastSlotAt: null,
  lastSlotHash: null,
};

export type InboxState = {
  inbox: InboxFacts;
  clock: ZoneClock;
  blockedUntilMs: number;
  gapSeconds: number;
  /** The gap after the last mail ends here. */
  freeAtMs: number;
  /** Days with a mail in the plan, in their order. */
  usedDays: number[];
  daysWithSends: number;
  reserved: Map<number, number>;
  /** The quarters that count, from `firstQuarter` on, and their sum. */
  quarters: { startMs: number; reserved: number }[];
  firstQuarter: number;
  inLast24h: number;
};

export function openInbox(inbox: InboxFacts, load: InboxLoad, clock: ZoneClock, nowMs: number): InboxState {
  const gapSeconds = gapSecondsOf(inbox);
  const today = localDay(clock, nowMs);
  const reserved = new Map<number, number>();
  const usedDays: number[] = [];
  for (const [on, count] of load.days) {
    const day = dayOfName(on);
    reserved.set(day, count);
    if (day >= today && count > 0) usedDays.push(day);
  }
  return {
    inbox,
    clock,
    blockedUntilMs: inbox.blockedUntil?.getTime() ?? Number.NEGATIVE_INFINITY,
    gapSeconds,
    freeAtMs: gapEndMs(gapSeconds, load),
    usedDays: usedDays.sort((a, b) => a - b),
    daysWithSends: load.daysWithSends,
    reserved,
    quarters: load.quarters.map(({ at, reserved }) => ({ startMs: at.getTime(), reserved })),
    firstQuarter: 0,
    inLast24h: load.quarters.reduce((sum, quarter) => sum + quarter.reserved, 0),
  };
}

/** The cap of a local day, not before the last one that has a mail: the ramp counts the days with mails before it. */
export function capOn(state: InboxState, day: number): number {
  const { inbox, usedDays } = state;
  if (inbox.ramp === null) return inbox.capPerDay;
  let before = usedDays.length;
  while (before > 0 && (usedDays[before - 1] ?? day) >= day) before--;
  return effectiveCap(inbox.capPerDay, inbox.ramp, state.daysWithSends + before);
}

/** Counts one more mail in the slot `atMs`. Slots are taken in the order of time. */
export function takeSlot(state: InboxState, atMs: number, hash: number): void {
  const day = localDay(state.clock, atMs);
  const used = state.reserved.get(day) ?? 0;
  state.reserved.set(day, used + 1);
  if (used === 0) state.usedDays.push(day);
  state.freeAtMs = atMs + state.gapSeconds * 1_000 + jitterMs(hash, state.gapSeconds);
  if (state.inbox.ceilingPer24h !== null) countQuarter(state, atMs);
}

function countQuarter(state: InboxState, atMs: number): void {
  const { quarters } = state;
  while (state.firstQuarter < quarters.length) {
    const oldest = quarters[state.firstQuarter];
    if (!oldest || oldest.startMs + QUARTER_MS + DAY_MS > atMs) break;
    state.inLast24h -= oldest.reserved;
    state.firstQuarter++;
  }
  if (state.firstQuarter > 1_000) {
    quarters.splice(0, state.firstQuarter);
    state.firstQuarter = 0;
  }
  const startMs = quarterStart(atMs);
  const last = quarters.at(-1);
  if (last && last.startMs === startMs && state.firstQuarter < quarters.length) last.reserved++;
  else quarters.push({ startMs, reserved: 1 });
  state.inLast24h++;
}

export function quarterStart(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
}

/** The 15-minute bucket of the rolling 24 hours in which a mail is counted. */
export function quarterOf(at: Date): Date {
  return new Date(quarterStart(at.getTime()));
}

/** A limit within a minute is kept by a gap: thirty a minute are never closer than two seconds. */
export function gapSecondsOf(inbox: InboxFacts): number {
  const least = inbox.ceilingPerMinute === null ? 0 : Math.ceil(60 / inbox.ceilingPerMinute);
  return Math.max(inbox.minGapSeconds, least);
}

/** 32-bit FNV-1a of a campaign lead's id. */
export function leadHashOf(campaignLeadId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < campaignLeadId.length; index++) {
    hash = Math.imul(hash ^ campaignLeadId.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The same over lead and step: what the jitter of a mail's slot is drawn from, in the preview and live. */
export function slotHash(leadHash: number, stepNo: number): number {
  return Math.imul(leadHash ^ stepNo, 0x01000193) >>> 0;
}

/** Until when the inbox rests after its last mail. */
function gapEndMs(gapSeconds: number, last: Pick<InboxLoad, "lastSlotAt" | "lastSlotHash">): number {
  if (last.lastSlotAt === null) return Number.NEGATIVE_INFINITY;
  const jitter = last.lastSlotHash === null ? 0 : jitterMs(last.lastSlotHash, gapSeconds);
  return last.lastSlotAt.getTime() + gapSeconds * 1_000 + jitter;
}

/** Until when no mail of the inbox goes, whatever else holds: its gap, and what its provider asked for. */
export function restEndMs(inbox: InboxFacts, last: Pick<InboxLoad, "lastSlotAt" | "lastSlotHash">): number {
  return Math.max(gapEndMs(gapSecondsOf(inbox), last), inbox.blockedUntil?.getTime() ?? Number.NEGATIVE_INFINITY);
}

/** How much longer than the gap the inbox rests after a mail: 0 to half the gap, in whole seconds. */
export function jitterMs(hash: number, gapSeconds: number): number {
  return (hash % (Math.floor(gapSeconds / 2) + 1)) * 1_000;
}
