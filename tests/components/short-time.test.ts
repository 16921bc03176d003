import { describe, expect, it } from "vitest";
import { exactTime, shortTime, wallTime } from "../../app/components/short-time.ts";

const now = new Date("2026-11-03T08:00:00Z");
const zone = "Europe/Berlin";

describe("short time", () => {
  it.each([
    ["2026-11-03T08:00:40Z", "now"],
    ["2026-11-03T08:12:00Z", "in 12 min"],
    ["2026-11-03T08:59:40Z", "in 1 h"],
    ["2026-11-03T10:04:00Z", "in 2 h"],
    ["2026-11-03T05:50:00Z", "2 h ago"],
    ["2026-11-03T20:30:00Z", "Tue 21:30"],
    ["2026-11-04T08:14:00Z", "Wed 09:14"],
    ["2026-10-30T08:14:00Z", "Fri 09:14"],
    ["2026-12-24T08:14:00Z", "24 Dec 09:14"],
    ["2026-09-01T08:14:00Z", "1 Sep 10:14"],
    ["2027-01-05T08:14:00Z", "5 Jan 2027"],
  ])("reads %s as %s", (at, words) => {
    expect(shortTime(new Date(at), now, zone)).toBe(words);
  });

  it("takes the year of the zone, not of UTC", () => {
    expect(shortTime(new Date("2026-12-31T23:30:00Z"), now, zone)).toBe("1 Jan 2027");
  });

  it("names the exact instant with its zone", () => {
    expect(exactTime(new Date("2026-11-03T23:14:00Z"), zone)).toBe("Wed 4 Nov 2026, 00:14 Europe/Berlin");
  });

  it("follows a zone with a quarter-hour offset and reads an unknown zone as UTC", () => {
    expect(wallTime(now, "Asia/Kathmandu")).toEqual({ year: 2026, month: 11, day: 3, hour: 13, minute: 45 });
    expect(wallTime(now, "Mars/Olympus").hour).toBe(8);
  });
});
