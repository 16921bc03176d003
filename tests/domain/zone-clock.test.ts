import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  dayStart,
  localDay,
  nameOfDay,
  openSpan,
  openZoneClock,
  weekdayOf,
} from "../../app/domain/zone-clock.ts";
import { localDayOf, nextLocalDay, zoned } from "../../app/domain/zone-time.ts";

const zones = fc.constantFrom(
  ...Intl.supportedValuesOf("timeZone"),
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Pacific/Apia",
  "America/Havana",
  "Atlantic/Azores",
);
const instants = fc.integer({
  min: Date.parse("2008-01-01T00:00:00Z") / 1000,
  max: Date.parse("2040-01-01T00:00:00Z") / 1000,
});

/** Instants near a change of the clock are where the arithmetic could go wrong. */
function nearChange(timeZone: string, second: number, offsetS: number): number {
  const at = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(timeZone);
  const change = at.getTimeZoneTransition("next");
  return (change ? change.epochMilliseconds : second * 1000) + offsetS * 1000;
}

describe("the clock of a zone", () => {
  const cases = fc.record({
    timeZone: zones,
    second: instants,
    isNear: fc.boolean(),
    offsetS: fc.integer({ min: -200_000, max: 200_000 }),
    days: fc.integer({ min: 0, max: 60 }),
  });

  it("says of each instant the day, the day's first instant and the same time days later, as Temporal does", () => {
    fc.assert(
      fc.property(cases, ({ timeZone, second, isNear, offsetS, days }) => {
        const atMs = isNear ? nearChange(timeZone, second, offsetS) : second * 1000;
        const at = new Date(atMs);
        const clock = openZoneClock(timeZone);
        const day = localDay(clock, atMs);
        expect(nameOfDay(day)).toBe(localDayOf(at, timeZone));
        expect(weekdayOf(day)).toBe(new Temporal.PlainDate(1970, 1, 1).add({ days: day }).dayOfWeek);
        expect(dayStart(clock, day + 1)).toBe(nextLocalDay(at, timeZone).getTime());
        expect(addDays(clock, atMs, days)).toBe(zoned(at, timeZone).add({ days }).epochMilliseconds);
      }),
      { numRuns: 3_000, seed: 20261124 },
    );
  });

  it("opens a window only while the wall clock stands inside it", () => {
    const windows = fc.record({
      timeZone: zones,
      second: instants,
      dayOff: fc.integer({ min: -1, max: 1 }),
      start: fc.integer({ min: 0, max: 1_439 }),
      length: fc.integer({ min: 1, max: 1_440 }),
      share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(windows, ({ timeZone, second, dayOff, start, length, share }) => {
        const end = Math.min(start + length, 1_440);
        const clock = openZoneClock(timeZone);
        const day = localDay(clock, nearChange(timeZone, second, 0)) + dayOff;
        const [opens, closes] = openSpan(clock, day, start, end);
        fc.pre(opens < closes);
        const atMs = opens + Math.floor(share * (closes - opens));
        const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
        const minute = local.hour * 60 + local.minute;
        const isInside = minute >= start && minute < end;
        // A window that the clock skips whole moves forward by the gap, so that its mails go that day.
        const wall = (minutes: number) => {
          const plain = new Temporal.PlainDate(1970, 1, 1).add({ days: day }).toPlainDateTime().add({ minutes });
          return !plain.toZonedDateTime(timeZone, { disambiguation: "later" }).toPlainDateTime().equals(plain);
        };
        expect(isInside || (wall(start) && wall(end - 1))).toBe(true);
      }),
      { numRuns: 3_000, seed: 7 },
    );
  });
});
