import { describe, expect, it } from "vitest";
import { comparePlanDays, type PlanRecord, planOfLaunch } from "../../app/domain/plan-difference.ts";

const record: PlanRecord = { todayOn: "2026-11-26", planned: [], sent: [], ended: [], moves: [], stops: [] };
const dayOf = (on: string, over: Partial<PlanRecord>) =>
  comparePlanDays({ ...record, ...over }).find((day) => day.on === on);

describe("the plan of a launch", () => {
  it("counts what has left since where it left, beside what is to come", () => {
    const sent = [{ inboxId: "a", on: "2026-11-24", count: 2 }];
    const toCome = [
      {
        inboxId: "a",
        perDay: [
          { on: "2026-11-24", count: 3 },
          { on: "2026-11-25", count: 5 },
        ],
      },
      { inboxId: "b", perDay: [{ on: "2026-11-24", count: 1 }] },
    ];
    expect(planOfLaunch(sent, toCome)).toEqual([
      { inboxId: "a", on: "2026-11-24", count: 5 },
      { inboxId: "a", on: "2026-11-25", count: 5 },
      { inboxId: "b", on: "2026-11-24", count: 1 },
    ]);
  });
});

describe("a plan against what was sent", () => {
  const planned = [
    { on: "2026-11-24", count: 5 },
    { on: "2026-11-25", count: 5 },
    { on: "2026-11-27", count: 5 },
  ];

  it("gives no reason where the plan was kept, nor for days to come", () => {
    const moves = [{ fromOn: "2026-11-24", toOn: "2026-11-25", reason: "a cap", count: 1 }];
    expect(dayOf("2026-11-24", { planned, sent: [{ on: "2026-11-24", count: 5 }], moves })?.reasons).toEqual([]);
    expect(dayOf("2026-11-27", { planned })).toMatchObject({ state: "to_come", sentCount: 0, reasons: [] });
  });

  it("names the moves of a day with fewer mails, and where they were sent", () => {
    const moves = [
      { fromOn: "2026-11-25", toOn: "2026-11-26", reason: "the settings of ana were changed", count: 2 },
      { fromOn: "2026-11-25", toOn: "2026-11-27", reason: "the settings of ana were changed", count: 1 },
      { fromOn: "2026-11-25", toOn: "2026-11-24", reason: "something else", count: 1 },
    ];
    const sent = [
      { on: "2026-11-24", count: 5 },
      { on: "2026-11-25", count: 2 },
      { on: "2026-11-26", count: 2 },
    ];
    expect(dayOf("2026-11-25", { planned, sent, moves })).toEqual({
      on: "2026-11-25",
      state: "over",
      plannedCount: 5,
      sentCount: 2,
      reasons: ["3 mails were moved to a later day: the settings of ana were changed."],
    });
    expect(dayOf("2026-11-26", { planned, sent, moves })).toMatchObject({
      state: "today",
      reasons: ["Mails of the days before were sent on this one."],
    });
  });

  it("says what was stopped, on every day on which it was for a part", () => {
    const stops = [
      { what: "The campaign", kind: "paused" as const, at: new Date("2026-11-24T12:00:00Z"), timeZone: "UTC" },
      { what: "The campaign", kind: "started" as const, at: new Date("2026-11-25T12:00:00Z"), timeZone: "UTC" },
    ];
    const reasonsOn = (on: string) => dayOf(on, { planned: [{ on, count: 3 }], stops })?.reasons;
    expect(reasonsOn("2026-11-23")).toEqual([]);
    expect(reasonsOn("2026-11-24")).toEqual(["The campaign was paused."]);
    expect(reasonsOn("2026-11-25")).toEqual(["The campaign was paused."]);
    expect(reasonsOn("2026-11-26")).toEqual([]);
  });

  it("counts the journeys that ended by then", () => {
    const ended = [
      { on: "2026-11-24", count: 1 },
      { on: "2026-11-25", count: 2 },
      { on: "2026-11-26", count: 4 },
    ];
    expect(dayOf("2026-11-25", { planned, ended })?.reasons).toEqual([
      "3 leads answered, bounced or unsubscribed by then and got no more mails.",
    ]);
  });

  it("tells mails that came forward", () => {
    const moves = [{ fromOn: "2026-11-27", toOn: "2026-11-26", reason: "the cap was raised", count: 1 }];
    const sent = [
      { on: "2026-11-24", count: 5 },
      { on: "2026-11-25", count: 5 },
      { on: "2026-11-26", count: 1 },
    ];
    expect(dayOf("2026-11-26", { planned, sent, moves })?.reasons).toEqual([
      "1 mail was moved here from a later day: the cap was raised.",
    ]);
  });
});
