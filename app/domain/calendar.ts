/**
 * What a plan knows of time: the clocks of its zones, the openings of its windows and the holidays of its countries, each
 * worked out once. Made per plan and handed along; it holds pure facts only, so sharing one changes no answer.
 */
import { type HolidayBook, publicHolidays } from "./public-holidays.ts";
import { type Opening, openingOf, type WindowRule } from "./send-window.ts";
import { openZoneClock, type ZoneClock } from "./zone-clock.ts";

export type Calendar = {
  holidaysOf: HolidayBook;
  clocks: Map<string, ZoneClock>;
  openings: Map<string, Opening>;
};

export function createCalendar(holidaysOf: HolidayBook = publicHolidays): Calendar {
  return { holidaysOf, clocks: new Map(), openings: new Map() };
}

export function clockOf(calendar: Calendar, timeZone: string): ZoneClock {
  let clock = calendar.clocks.get(timeZone);
  if (!clock) {
    clock = openZoneClock(timeZone);
    calendar.clocks.set(timeZone, clock);
  }
  return clock;
}

/** The opening of a window, the same object each time for the same rule. */
export function findOpening(calendar: Calendar, rule: WindowRule): Opening {
  const { window, timeZone, holidayCountry } = rule;
  const key = `${window.days.join("")}|${window.start}|${window.end}|${timeZone}|${holidayCountry ?? ""}`;
  let opening = calendar.openings.get(key);
  if (!opening) {
    opening = openingOf(rule, clockOf(calendar, timeZone), calendar.holidaysOf);
    calendar.openings.set(key, opening);
  }
  return opening;
}
