import { describe, expect, it } from "vitest";
import { publicHolidays } from "../../app/domain/public-holidays.ts";
import { dayOfName } from "../../app/domain/zone-clock.ts";

const rests = (country: string, on: string) => publicHolidays(country, Number(on.slice(0, 4))).has(dayOfName(on));

describe("public holidays", () => {
  it.each([
    ["DE", "2026-12-25", true],
    ["DE", "2026-12-24", false],
    ["US", "2026-11-26", true],
    ["US", "2021-12-31", true],
    ["GB", "2026-12-28", true],
    ["JP", "2026-05-04", true],
    ["XX", "2026-01-01", false],
  ])("in %s, %s: %s", (country, on, expected) => {
    expect(rests(country, on)).toBe(expected);
  });
});
