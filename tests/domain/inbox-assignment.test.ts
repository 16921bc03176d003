import { describe, expect, it } from "vitest";
import { assignmentPattern } from "../../app/domain/inbox-assignment.ts";

describe("inbox assignment", () => {
  it("gives each inbox its share of the leads, spread out", () => {
    expect(
      assignmentPattern([
        { inboxId: "a", capPerDay: 40 },
        { inboxId: "b", capPerDay: 20 },
      ]),
    ).toEqual(["a", "b", "a"]);
  });

  it("does not depend on the order in which the inboxes come", () => {
    const inboxes = [
      { inboxId: "a", capPerDay: 30 },
      { inboxId: "b", capPerDay: 50 },
      { inboxId: "c", capPerDay: 7 },
    ];
    const pattern = assignmentPattern(inboxes);
    expect(assignmentPattern([...inboxes].reverse())).toEqual(pattern);
    expect(inboxes.map(({ inboxId }) => pattern.filter((id) => id === inboxId).length)).toEqual([30, 50, 7]);
  });

  it("is empty without inboxes", () => {
    expect(assignmentPattern([])).toEqual([]);
  });
});
