import { describe, expect, it } from "vitest";
import { readLeadRow } from "../../app/domain/csv-row.ts";

describe("csv row", () => {
  it("reads every field and cleans the cells", () => {
    const mapping = {
      0: "email",
      1: "full_name",
      2: "country",
      3: "phone",
      4: "website",
      5: "time_zone",
      6: "tags",
      7: "custom:Seniority",
      8: null,
    } as const;
    const row = [
      " Ana@Acme.Test ",
      "Ana Mar\u00eda L\u00f3pez",
      "Deutschland",
      "'+49 30 1",
      "https://www.acme.co.uk/about",
      "Europe/Berlin",
      "a; b;a",
      "v\u0000p",
      "x",
    ];
    expect(readLeadRow(row, mapping)).toEqual({
      ok: true,
      lead: {
        email: "ana@acme.test",
        firstName: "Ana Mar\u00eda",
        lastName: "L\u00f3pez",
        title: null,
        companyName: null,
        companyDomain: "acme.co.uk",
        timeZone: "Europe/Berlin",
        country: "DE",
        phone: "+49 30 1",
        linkedinUrl: null,
        website: "https://www.acme.co.uk/about",
        city: null,
        industry: null,
        tags: ["a", "b"],
        custom: { Seniority: "vp" },
      },
    });
  });

  it.each([
    [["ana@gmail.com", ""], null],
    [["ana@mail.acme.test", ""], "acme.test"],
    [["ana@gmail.com", "acme.com"], "acme.com"],
  ])("takes the company's domain from %j", (row, domain) => {
    const read = readLeadRow(row, { 0: "email", 1: "website" });
    expect(read.ok && read.lead.companyDomain).toBe(domain);
  });

  it.each([
    [[""], "no e-mail"],
    [[], "no e-mail"],
    [["not an address"], "@"],
    [["a@b.test, c@d.test"], "one address"],
    [[`${"x".repeat(70_000)}@b.test`], "too long"],
  ])("refuses a row with a reason", (row, word) => {
    const read = readLeadRow(row, { 0: "email" });
    expect(read.ok ? "" : read.reason).toContain(word);
  });

  it.each([
    ["usa", "US"],
    ["de", "DE"],
    ["United Kingdom", "GB"],
    ["Vereinigtes K\u00f6nigreich", "GB"],
    ["Atlantis", "Atlantis"],
  ])("reads the country %s", (name, code) => {
    const read = readLeadRow(["a@b.test", name], { 0: "email", 1: "country" });
    expect(read.ok && read.lead.country).toBe(code);
  });

  it("keeps a custom field called __proto__ an ordinary one", () => {
    const read = readLeadRow(["a@b.test", "x"], { 0: "email", 1: "custom:__proto__" });
    expect(read.ok && JSON.stringify(read.lead.custom)).toBe('{"__proto__":"x"}');
  });
});
