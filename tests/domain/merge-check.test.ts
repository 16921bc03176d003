import { describe, expect, it } from "vitest";
import { leadMergeFields, snakeCase } from "../../app/domain/lead-merge-fields.ts";
import { mergeChecker } from "../../app/domain/merge-check.ts";
import { findMergeProblems } from "../../app/domain/merge-template.ts";
import type { SequenceStep } from "../../app/domain/sequence.ts";

const lead = {
  email: "l@x.test",
  firstName: "Lea",
  lastName: null,
  title: null,
  companyName: "X",
  companyDomain: null,
  country: null,
  custom: {},
};
const fieldsOf = (over: Partial<typeof lead> | { custom: unknown }) =>
  leadMergeFields({ ...lead, ...over }, { name: "Ana", email: "ana@acme.test" });
const steps: SequenceStep[] = [
  {
    stepNo: 1,
    delayDays: 0,
    businessDays: true,
    variants: [
      {
        subject: "For {{ company }}",
        body: 'Hi {{ first_name | default: "there" }}, {{ custom.favourite_colour }} {{ title | upcase }}',
      },
    ],
  },
  {
    stepNo: 2,
    delayDays: 3,
    businessDays: true,
    variants: [{ subject: "", body: "{% if country %}{{ last_name }}{% endif %}{{ first_name }}" }],
  },
];

describe("merge check", () => {
  const check = mergeChecker(steps);

  it("names every field that stops a lead's mails, with its step", () => {
    expect(check(fieldsOf({}))).toEqual([
      { field: "custom.favourite_colour", reason: "unknown", stepNo: 1, variant: 0 },
      { field: "title", reason: "blank", stepNo: 1, variant: 0 },
    ]);
  });

  it("answers as rendering each template does, lead after lead", () => {
    const values = [null, "", " ", "a"];
    for (const firstName of values)
      for (const title of values)
        for (const custom of [{}, { "Favourite colour": "red" }, { "Favourite colour": "" }])
          for (const country of [null, "DE"]) {
            const fields = fieldsOf({ firstName, title, custom, country } as Partial<typeof lead>);
            const rendered = steps.flatMap(({ stepNo, variants: [first = { subject: "", body: "" }] }) =>
              findMergeProblems({ ...first, subject: first.subject || "Re" }, fields).map((problem) => ({
                ...problem,
                stepNo,
                variant: 0,
              })),
            );
            expect(check(fields)).toEqual(rendered);
          }
  });
});

describe("lead merge fields", () => {
  it("reaches custom fields by snake_case names", () => {
    expect(
      fieldsOf({ custom: { "Favourite colour": "red", "Größe (m)": 2, isVip: true, list: [1] } }).custom,
    ).toMatchObject({
      favourite_colour: "red",
      gro_e_m: "2",
      is_vip: "true",
      list: null,
    });
    expect(["teamSize", "Team-Size", " team  size "].map(snakeCase)).toEqual(["team_size", "team_size", "team_size"]);
  });

  it("makes the full name of what is known", () => {
    expect(fieldsOf({}).full_name).toBe("Lea");
    expect(fieldsOf({ firstName: " " }).full_name).toBeNull();
  });
});
