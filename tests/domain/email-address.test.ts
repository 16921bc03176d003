import { describe, expect, it } from "vitest";
import {
  companyDomainOf,
  isFreeMailDomain,
  isRoleAddress,
  parseEmailAddress,
  parseNamedAddress,
} from "../../app/domain/email-address.ts";
import { hasCorpora, readCorpus, share } from "./corpus.ts";

describe("e-mail address", () => {
  it("normalises case, edges and the domain's script", () => {
    expect(parseEmailAddress("  Ana.B+x@ACME.Test ")).toMatchObject({ ok: true, email: "ana.b+x@acme.test" });
    expect(parseEmailAddress("ana@Bücher.example")).toMatchObject({ ok: true, domain: "xn--bcher-kva.example" });
  });

  it.each([
    ["a@b.test\r\nBcc: x@y.test"],
    ["a@b.test\u0000"],
    ["a@b.test, c@d.test"],
    ["team: a@b.test;"],
    ["a(comment)@b.test"],
    ['"a b"@b.test'],
    ["a b@b.test"],
    ["a@b"],
    ["a@b..test"],
    ["a@[127.0.0.1]"],
    ["a@b.test/c"],
    ["a@b.test:25"],
    ["Ana <a@b.test>"],
    ["a@b.test\u2028x"],
    [`${"a".repeat(65)}@b.test`],
  ])("refuses %j", (input) => {
    expect(parseEmailAddress(input)).toMatchObject({ ok: false });
  });

  it("stays fast on a megabyte of at signs", () => {
    const before = performance.now();
    expect(parseEmailAddress("a@".repeat(500_000)).ok).toBe(false);
    expect(parseNamedAddress(`${"<".repeat(1_000_000)}a@b.test>`).ok).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it("unwraps a named address and nothing more", () => {
    expect(parseNamedAddress('"Bo, Inc." <BO@ex.org>')).toMatchObject({
      ok: true,
      name: "Bo, Inc.",
      email: "bo@ex.org",
    });
    expect(parseNamedAddress("bo@ex.org")).toMatchObject({ ok: true, name: "" });
    expect(parseNamedAddress("a@b.test, Bo <bo@ex.org>").ok).toBe(false);
    expect(parseNamedAddress("Bo <bo@ex.org>\r\nBcc: x@y.test").ok).toBe(false);
  });

  it("tells desks, free mail and companies apart", () => {
    expect(isRoleAddress("Info@acme.test")).toBe(true);
    expect(isRoleAddress("no-reply@acme.test")).toBe(true);
    expect(isRoleAddress("ana.info@acme.test")).toBe(false);
    expect(isFreeMailDomain("GMX.de")).toBe(true);
    expect(companyDomainOf("mail.acme.co.uk")).toBe("acme.co.uk");
    expect(companyDomainOf("gmail.com")).toBeNull();
    expect(companyDomainOf("co.uk")).toBeNull();
  });

  describe.skipIf(!hasCorpora)("against the syntax corpus", () => {
    type Row = { input: string; expected: "accept" | "reject" | "either"; header_injection?: boolean };
    const rows = readCorpus<Row>("email_syntax");
    const isAccepted = (row: Row) => parseEmailAddress(row.input).ok;

    it("accepts what is an address and rejects what is not", () => {
      expect(
        share(
          rows.filter((row) => row.expected === "accept"),
          isAccepted,
        ),
      ).toBeGreaterThanOrEqual(0.97);
      expect(
        share(
          rows.filter((row) => row.expected === "reject"),
          isAccepted,
        ),
      ).toBeLessThanOrEqual(0.03);
    });

    it("rejects every header injection", () => {
      const injections = rows.filter((row) => row.header_injection);
      expect(injections.length).toBeGreaterThan(10);
      expect(injections.filter(isAccepted)).toEqual([]);
    });

    it("flags no person or business as a desk or as free mail", () => {
      const plausible = readCorpus<{ input: string; expected: string }>("email_syntax", "plausibility");
      const persons = plausible.filter((row) => row.expected === "person");
      expect(persons.length).toBeGreaterThan(5);
      const domainOf = (input: string) => input.slice(input.indexOf("@") + 1);
      expect(persons.filter((row) => isRoleAddress(row.input) || isFreeMailDomain(domainOf(row.input)))).toEqual([]);
      const freeMail = plausible.filter((row) => row.expected === "freemail");
      expect(share(freeMail, (row) => isFreeMailDomain(domainOf(row.input)))).toBeGreaterThanOrEqual(0.95);
    });
  });
});
