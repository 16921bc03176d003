import { describe, expect, it } from "vitest";
import { describeWindow, parseWindow, timeZoneSchema } from "../../app/domain/window.ts";

describe("sending window", () => {
  it("keeps each weekday once and in order", () => {
    expect(parseWindow({ days: [5, 1, 1], start: "09:00", end: "17:00" })).toEqual({
      ok: true,
      window: { days: [1, 5], start: "09:00", end: "17:00" },
    });
  });

  it.each([
    [{ days: [], start: "09:00", end: "17:00" }, "days"],
    [{ days: [0], start: "09:00", end: "17:00" }, "days"],
    [{ days: [8], start: "09:00", end: "17:00" }, "days"],
    [{ days: [1], start: "9:00", end: "17:00" }, "start"],
    [{ days: [1], start: "09:00", end: "24:00" }, "end"],
    [{ days: [1], start: "17:00", end: "09:00" }, "end"],
    [{ days: [1], start: "09:00", end: "09:00" }, "end"],
    ["always", ""],
  ])("refuses %j and names the part", (input, part) => {
    const parsed = parseWindow(input);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : Object.keys(parsed.errors)).toEqual([part]);
  });

  it("says it in words", () => {
    expect(describeWindow({ days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" })).toBe("Mon–Fri 09:00–17:00");
    expect(describeWindow({ days: [1, 2, 4], start: "08:30", end: "12:00" })).toBe("Mon, Tue, Thu 08:30–12:00");
  });

  it("takes IANA names and nothing else for a zone", () => {
    expect(timeZoneSchema.safeParse("Europe/Berlin").success).toBe(true);
    for (const zone of ["Mars/Olympus", "+02:00", ""]) expect(timeZoneSchema.safeParse(zone).success).toBe(false);
  });
});
