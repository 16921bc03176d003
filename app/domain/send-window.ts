/**
 * Sending windows: on which weekdays, from when (included) until when (excluded), in a zone, on public holidays closed if
 * asked. Monday = 1. What a change of the clock does to a window is in zone-clock.ts, openSpan.
 */
import type { HolidayBook } from "./public-holidays.ts";
import { localDay, openSpan, weekdayOf, type ZoneClock } from "./zone-clock.ts";

/** `start` and `end` as "HH:MM"; start < end; the end may be "24:00". */
export type SendWindow = { days: number[]; start: string; end: string };
/** `holidayCountry`: closed on the public holidays of this country; null: open on them. */
export type WindowRule = { window: SendWindow; timeZone: string; holidayCountry: string | null };

/** A window with the day looked at last, for questions come in the order of time. */
export type Opening = {
  rule: WindowRule;
  clock: ZoneClock;
  isOpenWeekday: boolean[];
  startMinute: number;
  endMinute: number;
  holidaysOf: HolidayBook;
  holidayYear: number;
  holidays: ReadonlySet<number>;
  opensMs: number;
  closesMs: number;
};

/** More than a year: windows in two zones may meet only while the clocks of one of them are changed. */
const MAX_DAYS_AHEAD = 400;
const DAY_MS = 86_400_000;

export function openingOf(rule: WindowRule, clock: ZoneClock, holidaysOf: HolidayBook): Opening {
  return {
    rule,
    clock,
    isOpenWeekday: [0, 1, 2, 3, 4, 5, 6, 7].map((weekday) => rule.window.days.includes(weekday)),
    startMinute: minuteOf(rule.window.start),
    endMinute: minuteOf(rule.window.end),
    holidaysOf,
    holidayYear: Number.NaN,
    holidays: new Set(),
    opensMs: 0,
    closesMs: 0,
  };
}

/**
 * The earliest instant at or after `atMs` inside the window; Infinity when there is none within a year.
 *
 * Rules   half-open; after an answer `opensMs` and `closesMs` are those of the span that holds it
 */
export function nextOpen(opening: Opening, atMs: number): number {
  if (atMs >= opening.opensMs && atMs < opening.closesMs) return atMs;
  const today = localDay(opening.clock, atMs);
  for (let day = today; day <= today + MAX_DAYS_AHEAD; day++) {
    if (!opening.isOpenWeekday[weekdayOf(day)] || isHoliday(opening, day)) continue;
    const [opensMs, closesMs] = openSpan(opening.clock, day, opening.startMinute, opening.endMinute);
    const openMs = Math.max(opensMs, atMs);
    if (openMs >= closesMs) continue;
    opening.opensMs = opensMs;
    opening.closesMs = closesMs;
    return openMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** The earliest instant at or after `atMs` inside both windows; Infinity when they do not meet within a year. */
export function nextInside(first: Opening, second: Opening, atMs: number): number {
  const limitMs = atMs + MAX_DAYS_AHEAD * DAY_MS;
  for (let candidate = atMs; candidate <= limitMs; ) {
    const open = nextOpen(second, nextOpen(first, candidate));
    if (open === candidate || open === Number.POSITIVE_INFINITY) return open;
    candidate = open;
  }
  return Number.POSITIVE_INFINITY;
}

/** True when the day that holds `atMs` is closed for a holiday alone. */
export function isClosedForHoliday(opening: Opening, atMs: number): boolean {
  const day = localDay(opening.clock, atMs);
  return opening.isOpenWeekday[weekdayOf(day)] === true && isHoliday(opening, day);
}

function isHoliday(opening: Opening, day: number): boolean {
  const country = opening.rule.holidayCountry;
  if (country === null) return false;
  const year = new Date(day * DAY_MS).getUTCFullYear();
  if (year !== opening.holidayYear) {
    opening.holidays = opening.holidaysOf(country, year);
    opening.holidayYear = year;
  }
  return opening.holidays.has(day);
}

function minuteOf(clockTime: string): number {
  return Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3, 5));
}
