import { describe, expect, it } from "vitest";
import { isSuppressed, parseSuppressionEntry } from "../../app/domain/suppression.ts";

describe("suppression", () => {
  it.each([
    ["Ana@Acme.test", { kind: "email", email: "ana@acme.test" }],
    ["@acme.test", { kind: "domain", domain: "acme.test" }],
    ["*.acme.test", { kind: "domain", domain: "acme.test" }],
    [" Acme.Test ", { kind: "domain", domain: "acme.test" }],
  ])("reads %j", (input, entry) => {
    expect(parseSuppressionEntry(input)).toEqual({ ok: true, entry });
  });

  it("refuses what is neither address nor domain", () => {
    expect(parseSuppressionEntry("acme").ok).toBe(false);
    expect(parseSuppressionEntry("a@b.test, c@d.test").ok).toBe(false);
  });

  it("covers an address by itself, by its domain and by a parent domain, and nothing beside", () => {
    const lists = { emails: new Set(["bo@ex.org"]), domains: new Set(["acme.test"]) };
    expect(isSuppressed("BO@ex.org", lists)).toBe(true);
    expect(isSuppressed("ana@acme.test", lists)).toBe(true);
    expect(isSuppressed("ana@mail.acme.test", lists)).toBe(true);
    expect(isSuppressed("ana@notacme.test", lists)).toBe(false);
    expect(isSuppressed("al@ex.org", lists)).toBe(false);
  });
});
