/**
 * Public holidays by country: the whole nation's, not those of its states. The only file that knows date-holidays.
 */
import Holidays from "date-holidays";
import { dayOfName } from "./zone-clock.ts";

const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;
const MAX_REMEMBERED = 2_000;

/** Local days (whole days since 1970-01-01) on which a country rests. */
export type HolidayBook = (country: string, year: number) => ReadonlySet<number>;

/** Tables of constants: a year's holidays take up to 80 ms to work out and are asked for by every plan. */
const remembered = new Map<string, ReadonlySet<number>>();
const lists = new Map<string, number[]>();

/**
 * The public holidays of a country in a year.
 *
 * Shape   ISO 3166-1 alpha-2, year → local days; empty for a country that the library does not know
 * Rules   a holiday covers the local days whose noon it holds; a substitute day counts like the day itself
 * Source  date-holidays 3.37, type "public"
 */
export const publicHolidays: HolidayBook = (country, year) => {
  const key = `${country}:${year}`;
  let days = remembered.get(key);
  if (!days) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    // A substitute day may fall into the year before, as that of 1 January 2022 did in the USA.
    const listed = [...listYear(country, year), ...listYear(country, year + 1)];
    days = new Set(listed.filter((day) => new Date(day * DAY_MS).getUTCFullYear() === year));
    remembered.set(key, days);
  }
  return days;
};

function listYear(country: string, year: number): number[] {
  const key = `${country}:${year}`;
  let days = lists.get(key);
  if (!days) {
    if (lists.size >= MAX_REMEMBERED) lists.clear();
    // A lead's country may be a text that no list knows; of a code it does not know the library gives no list at all.
    const isCode = /^[A-Z]{2}$/.test(country);
    const listed = isCode ? new Holidays(country, { types: ["public"] }).getHolidays(year) : [];
    days = ((listed as Listed[] | undefined) ?? []).flatMap(daysOf);
    lists.set(key, days);
  }
  return days;
}

type Listed = { date: string; start: Date; end: Date };

/** `date` is the local start, "2026-04-08 00:00:00" with or without an offset behind it. */
function daysOf({ date, start, end }: Listed): number[] {
  const firstDay = dayOfName(date.slice(0, 10));
  const startsMs = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19) || "00:00:00"}Z`);
  const endsMs = startsMs + (end.getTime() - start.getTime());
  const days: number[] = [];
  for (let day = firstDay; day * DAY_MS + NOON_MS < endsMs; day++) {
    if (day * DAY_MS + NOON_MS >= startsMs) days.push(day);
  }
  return days;
}
