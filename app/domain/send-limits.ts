/**
 * The rules that move a mail to a later slot, over epoch milliseconds. Each answers the earliest instant at or after the
 * asked one at which it is content; a trace keeps which of them moved the mail and until when.
 */
import { type Company, type CompanyBook, spreadUntil } from "./company-spread.ts";
import { capOn, DAY_MS, type InboxState, QUARTER_MS } from "./inbox-load.ts";
import type { Rule } from "./send-facts.ts";
import { isClosedForHoliday, nextInside, type Opening } from "./send-window.ts";
import { dayStart, localDay } from "./zone-clock.ts";

/** Rule → until when, and the cap that was full; in the order in which they moved the mail, the last one is decisive. */
export type Trace = Map<Rule, { untilMs: number; cap?: number }>;

/** What a slot is looked for in: the windows of the campaign and the inbox, the inbox, and the lead's company. */
export type SlotQuestion = {
  windows: readonly [Opening, Opening];
  inbox: InboxState;
  book: CompanyBook;
  company: Company | null;
};

/** Each round ends a day, a quarter or a closed window; a plan over more of them than this has no room at all. */
const MAX_ROUNDS = 5_000;

/**
 * The earliest instant at or after `fromMs` at which every rule holds; Infinity when the windows never meet.
 *
 * Rules   each rule only moves forward, so the first instant at which none moves is the earliest of all
 */
export function earliestSlot(question: SlotQuestion, fromMs: number, trace?: Trace): number {
  const { windows, inbox, book, company } = question;
  let atMs = fromMs;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const beforeMs = atMs;
    const openMs = nextInside(windows[0], windows[1], atMs);
    if (openMs === Number.POSITIVE_INFINITY) return openMs;
    if (openMs > atMs) note(trace, isClosedForHoliday(windows[0], atMs) ? "holiday" : "window", openMs);
    atMs = inboxFreeAt(inbox, openMs, trace);
    if (company) atMs = moved(trace, "company_spread", atMs, spreadUntil(book, company, atMs));
    if (atMs === beforeMs) return atMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** The earliest instant at or after `atMs` at which the inbox itself may send: no throttle, gap, cap or ceiling. */
export function inboxFreeAt(state: InboxState, atMs: number, trace?: Trace): number {
  let freeMs = moved(trace, "throttle", atMs, Math.max(atMs, state.blockedUntilMs));
  freeMs = moved(trace, "gap", freeMs, Math.max(freeMs, state.freeAtMs));
  for (;;) {
    const cappedMs = capUntil(state, freeMs);
    if (trace && cappedMs > freeMs) note(trace, "cap", cappedMs, capOn(state, localDay(state.clock, freeMs)));
    const untilMs = moved(trace, "ceiling", cappedMs, ceilingUntil(state, cappedMs));
    if (untilMs === freeMs) return freeMs;
    freeMs = untilMs;
  }
}

function capUntil(state: InboxState, atMs: number): number {
  const day = localDay(state.clock, atMs);
  if ((state.reserved.get(day) ?? 0) < capOn(state, day)) return atMs;
  return dayStart(state.clock, day + 1);
}

/** Quarters are rounded up: one counts until 24 h after its end, so the true figure is never above the ceiling. */
function ceilingUntil(state: InboxState, atMs: number): number {
  const ceiling = state.inbox.ceilingPer24h;
  if (ceiling === null || state.inLast24h < ceiling) return atMs;
  let counted = state.inLast24h;
  let untilMs = atMs;
  for (let index = state.firstQuarter; index < state.quarters.length && counted >= ceiling; index++) {
    const quarter = state.quarters[index];
    if (!quarter) break;
    counted -= quarter.reserved;
    untilMs = Math.max(atMs, quarter.startMs + QUARTER_MS + DAY_MS);
  }
  return untilMs;
}

function moved(trace: Trace | undefined, rule: Rule, fromMs: number, untilMs: number): number {
  if (untilMs > fromMs) note(trace, rule, untilMs);
  return untilMs;
}

/** A rule that moves the mail again is named at its last place. */
export function note(trace: Trace | undefined, rule: Rule, untilMs: number, cap?: number): void {
  if (!trace) return;
  trace.delete(rule);
  trace.set(rule, cap === undefined ? { untilMs } : { untilMs, cap });
}
