import { describe, expect, it } from "vitest";
import { parseSequence } from "../../app/domain/sequence.ts";

const step = (over: object = {}, variant: object = {}) => ({
  delayDays: 0,
  variants: [{ subject: "Hello", body: "Hi {{first_name}}", ...variant }],
  ...over,
});
const paths = (input: unknown) => {
  const parsed = parseSequence(input);
  return parsed.ok ? [] : parsed.issues.map((issue) => issue.path);
};

describe("sequence", () => {
  it("numbers the steps and counts business days unless told otherwise", () => {
    expect(parseSequence({ steps: [step(), step({ delayDays: 3, businessDays: false })] })).toMatchObject({
      ok: true,
      steps: [
        { stepNo: 1, delayDays: 0, businessDays: true },
        { stepNo: 2, delayDays: 3, businessDays: false },
      ],
    });
  });

  it("needs a subject in the first step only", () => {
    expect(paths({ steps: [step({}, { subject: " " })] })).toEqual(["steps.0.variants.0.subject"]);
    expect(paths({ steps: [step(), step({ delayDays: 2 }, { subject: "" })] })).toEqual([]);
  });

  it("needs a body in every step", () => {
    expect(paths({ steps: [step(), step({ delayDays: 2 }, { body: "\n" })] })).toEqual(["steps.1.variants.0.body"]);
  });

  it("sends the first step at once", () => {
    expect(paths({ steps: [step({ delayDays: 1 })] })).toEqual(["steps.0.delayDays"]);
  });

  it("names the field and line of a template that cannot be read", () => {
    const parsed = parseSequence({ steps: [step({}, { body: "Hi\n{{ first_name" })] });
    expect(parsed.ok ? [] : parsed.issues).toEqual([
      { path: "steps.0.variants.0.body", message: expect.stringMatching(/^Line 2: /) },
    ]);
  });

  it("has 1 to 10 steps of 1 to 5 variants", () => {
    expect(paths({ steps: [] })).toEqual(["steps"]);
    expect(paths({ steps: Array.from({ length: 11 }, () => step()) })).toEqual(["steps"]);
    expect(paths({ steps: [step({ variants: [] })] })).toEqual(["steps.0.variants"]);
    expect(paths({ steps: [step({ variants: Array(6).fill({ subject: "a", body: "b" }) })] })).toEqual([
      "steps.0.variants",
    ]);
  });

  it("refuses what is no sequence", () => {
    for (const input of [null, [], { steps: "x" }, { steps: [step()], status: "active" }])
      expect(paths(input)).not.toEqual([]);
  });
});
