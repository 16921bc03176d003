import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayWords, heatLevel, placeDays } from "../../app/components/calendar-days.ts";
import { axisTop, pickLabels, spreadLabels } from "../../app/components/chart-scale.ts";
import { foldQuotes } from "../../app/components/fold-quotes.ts";

describe("calendar days", () => {
  it("lays whole weeks from Monday and counts missing days as none", () => {
    const placed = placeDays([
      { on: "2026-11-03", count: 5 },
      { on: "2026-11-09", count: 2 },
    ]);
    expect(placed).toHaveLength(14);
    expect(placed[0]).toMatchObject({ on: "2026-11-02", weekday: 0, isInside: false });
    expect(placed[1]).toMatchObject({ on: "2026-11-03", count: 5, weekday: 1, isInside: true });
    expect(placed[2]).toMatchObject({ on: "2026-11-04", count: 0, isInside: true });
    expect(placed[7]).toMatchObject({ on: "2026-11-09", count: 2, week: 1, weekday: 0 });
    expect(placeDays([])).toEqual([]);
  });

  it("gives any mail at all a colour and the fullest day the strongest", () => {
    expect([0, 1, 50, 75, 100].map((count) => heatLevel(count, 100))).toEqual([0, 1, 2, 3, 4]);
    expect(dayWords("2026-02-09")).toBe("9 Feb");
  });
});

describe("chart scale", () => {
  it("ends at a round number not below the highest value", () => {
    expect([0, 1, 7, 46, 101, 999].map(axisTop)).toEqual([2, 2, 8, 50, 200, 1000]);
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (highest) => axisTop(highest) >= highest));
  });

  it("writes the first and the last day", () => {
    expect(pickLabels(14, 5)).toEqual([0, 3, 7, 10, 13]);
    expect(pickLabels(3, 5)).toEqual([0, 1, 2]);
  });

  it("keeps labels apart, inside and in order", () => {
    const ys = fc.array(fc.integer({ min: 0, max: 180 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(ys, (wanted) => {
        const placed = spreadLabels(wanted, 16, 180).sort((a, b) => a - b);
        expect(placed[0]).toBeGreaterThanOrEqual(0);
        expect(placed.at(-1)).toBeLessThanOrEqual(180);
        for (const [index, y] of placed.entries())
          if (index > 0) expect(y - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(16);
      }),
    );
  });
});

describe("quote folding", () => {
  it("folds the quote below an answer with its attribution", () => {
    const text = "Yes, Thursday.\r\n\r\nOn Sun, Ana wrote:\r\n> Hello Ben,\r\n>\r\n> who plans?\r\n";
    expect(foldQuotes(text)).toEqual({
      own: "Yes, Thursday.",
      quoted: "On Sun, Ana wrote:\n> Hello Ben,\n>\n> who plans?",
    });
  });

  it("keeps answers that stand between quoted lines", () => {
    expect(foldQuotes("> Who plans?\nI do.\n> Since when?")).toEqual({
      own: "> Who plans?\nI do.",
      quoted: "> Since when?",
    });
  });

  it("leaves a text without a quote alone", () => {
    expect(foldQuotes("Note:\n\nplain")).toEqual({ own: "Note:\n\nplain", quoted: "" });
  });
});
