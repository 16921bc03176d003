/**
 * The wall clock of one zone over epoch milliseconds, for plans that ask millions of times. A zone is a row of spans of
 * one offset each, so inside a span days and wall times are plain arithmetic; only around a change of the clock Temporal
 * is asked. Days are numbers: whole days since 1970-01-01.
 */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

type Span = { fromMs: number; toMs: number; offsetMs: number };
export type ZoneClock = { timeZone: string; spans: Span[]; last: Span };

export function openZoneClock(timeZone: string): ZoneClock {
  const nowhere = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY, offsetMs: 0 };
  return { timeZone, spans: [], last: nowhere };
}

/** The local day that holds an instant. */
export function localDay(clock: ZoneClock, atMs: number): number {
  return Math.floor((atMs + spanAt(clock, atMs).offsetMs) / DAY_MS);
}

/** The first instant of a local day; a day may have 23 or 25 hours, or no midnight. */
export function dayStart(clock: ZoneClock, day: number): number {
  const quiet = quietInstant(clock, day * DAY_MS);
  if (quiet !== null) return quiet;
  return plainDate(day).toZonedDateTime(clock.timeZone).epochMilliseconds;
}

/**
 * The open span of a local day between two wall times, as half-open instants.
 *
 * Shape   day, minutes since midnight (end up to 1,440) → [opens, closes)
 * Rules   the wall time is inside the window at every instant of the span. A start that the clock skips moves forward by
 *         the gap, or less if the window would end before; a window that is skipped whole moves whole. Of a wall time that
 *         comes twice, the span has both comings when both are inside the window, else one of them
 */
export function openSpan(clock: ZoneClock, day: number, startMinute: number, endMinute: number): [number, number] {
  const opensQuiet = quietInstant(clock, day * DAY_MS + startMinute * MINUTE_MS);
  const closesQuiet = quietInstant(clock, day * DAY_MS + endMinute * MINUTE_MS);
  if (opensQuiet !== null && closesQuiet !== null) return [opensQuiet, closesQuiet];
  const start = comingsOf(clock, day, startMinute);
  const opens = start.isTwice && start.wallMs <= start.foldsBackToMs ? start.earlier : start.later;
  const closes = closing(clock, day, endMinute, opens);
  if (!start.isSkipped || opens < closes) return [opens, closes];
  if (start.changedAtMs < closes) return [start.changedAtMs, closes];
  return [opens, opens + (endMinute - startMinute) * MINUTE_MS];
}

function closing(clock: ZoneClock, day: number, endMinute: number, opens: number): number {
  if (endMinute >= 1_440) return dayStart(clock, day + 1);
  const end = comingsOf(clock, day, endMinute);
  if (end.isSkipped) return end.changedAtMs;
  return end.isTwice && opens < end.changedAtMs ? end.earlier : end.later;
}

/** The same wall time some days later, as the calendar counts them. */
export function addDays(clock: ZoneClock, atMs: number, days: number): number {
  const wallMs = atMs + spanAt(clock, atMs).offsetMs + days * DAY_MS;
  const quiet = quietInstant(clock, wallMs);
  if (quiet !== null) return quiet;
  const from = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(clock.timeZone);
  return from.add({ days }).epochMilliseconds;
}

/** Monday = 1. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** `YYYY-MM-DD` */
export function nameOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayOfName(on: string): number {
  return Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)) - 1, Number(on.slice(8, 10))) / DAY_MS;
}

/** The instant of a wall time when no change of the clock is within a day of it, else null. */
function quietInstant(clock: ZoneClock, wallMs: number): number | null {
  const guess = wallMs - spanAt(clock, wallMs).offsetMs;
  const span = spanAt(clock, guess);
  const isQuiet = guess - DAY_MS >= span.fromMs && guess + DAY_MS < span.toMs;
  return isQuiet ? wallMs - span.offsetMs : null;
}

function comingsOf(clock: ZoneClock, day: number, minute: number) {
  const wall = plainDate(day).toPlainDateTime().add({ minutes: minute });
  const earlier = wall.toZonedDateTime(clock.timeZone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(clock.timeZone, { disambiguation: "later" });
  const isSkipped = !later.toPlainDateTime().equals(wall);
  const after = spanAt(clock, later.epochMilliseconds);
  return {
    wallMs: day * DAY_MS + minute * MINUTE_MS,
    earlier: earlier.epochMilliseconds,
    later: later.epochMilliseconds,
    isSkipped,
    isTwice: !isSkipped && earlier.epochMilliseconds !== later.epochMilliseconds,
    changedAtMs: after.fromMs,
    foldsBackToMs: after.fromMs + after.offsetMs,
  };
}

function spanAt(clock: ZoneClock, atMs: number): Span {
  const { last } = clock;
  if (atMs >= last.fromMs && atMs < last.toMs) return last;
  let span = clock.spans.find((known) => atMs >= known.fromMs && atMs < known.toMs);
  if (!span) {
    span = readSpan(clock.timeZone, atMs);
    clock.spans.push(span);
  }
  clock.last = span;
  return span;
}

function readSpan(timeZone: string, atMs: number): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  // The change before is looked for from just after, so that an instant at the change itself belongs to what follows.
  const before = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const after = at.getTimeZoneTransition("next");
  return {
    fromMs: before ? before.epochMilliseconds : Number.NEGATIVE_INFINITY,
    toMs: after ? after.epochMilliseconds : Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}

function plainDate(day: number): Temporal.PlainDate {
  return new Temporal.PlainDate(1970, 1, 1).add({ days: day });
}
