import { describe, expect, it } from "vitest";
import { judgeSenderDomain, namesToLookUp } from "../../app/domain/sender-domain.ts";
import type { MailOperator } from "../../app/domain/sender-records.ts";
import { mergedSpf, reachOfSpf, spfTargets, unreadableTerm } from "../../app/domain/spf.ts";

const KEY = "A".repeat(216);
const GOOGLE = ["v=spf1 include:_netblocks.google.com ~all"];
const good = {
  "acme.test": ["v=spf1 include:_spf.google.com ~all", "some-site-verification=1"],
  "_spf.google.com": GOOGLE,
  "_netblocks.google.com": ["v=spf1 ip4:35.190.247.0/24 ~all"],
  "google._domainkey.acme.test": [`v=DKIM1; k=rsa; p=${KEY}`],
  "_dmarc.acme.test": ["v=DMARC1; p=none; rua=mailto:d@acme.test"],
};

function judge(
  records: Record<string, string[]>,
  over: { domain?: string; operators?: MailOperator[]; selectors?: string[] } = {},
) {
  const question = { domain: "acme.test", operators: ["gmail" as const], selectors: [], ...over };
  const { checks, isForeign } = judgeSenderDomain(question, new Map(Object.entries(records)));
  const [spf, dkim, dmarc] = checks;
  return { spf, dkim, dmarc, isForeign };
}

describe("a sending domain", () => {
  it("is in order with all three records", () => {
    const { spf, dkim, dmarc } = judge(good);
    expect([spf?.state, dkim?.state, dmarc?.state]).toEqual(["ok", "ok", "ok"]);
    expect(spf?.sentence).toBe("SPF names who may send, with 2 of 10 look-ups.");
  });

  it("that publishes nothing is told what to paste", () => {
    const { spf, dkim, dmarc } = judge({});
    expect([spf?.state, dkim?.state, dmarc?.state]).toEqual(["missing", "missing", "missing"]);
    expect(spf?.paste).toEqual([{ type: "TXT", name: "acme.test", value: "v=spf1 include:_spf.google.com ~all" }]);
    expect(dmarc?.paste).toEqual([{ type: "TXT", name: "_dmarc.acme.test", value: "v=DMARC1; p=none" }]);
    expect(dkim?.paste).toEqual([{ type: "TXT", name: "google._domainkey.acme.test", value: null }]);
    expect(dkim?.todo).toContain("Google Admin console");
  });

  it("of a mail service needs nothing of its users", () => {
    for (const domain of ["gmail.com", "outlook.com", "acme.onmicrosoft.com"])
      expect(judge({}, { domain })).toMatchObject({ isForeign: true, spf: undefined });
  });

  it("is looked up under the names that its operators use", () => {
    expect(namesToLookUp({ domain: "Mail.Acme.co.uk", operators: ["microsoft"], selectors: ["x1"] })).toEqual([
      "mail.acme.co.uk",
      "_dmarc.mail.acme.co.uk",
      "_dmarc.acme.co.uk",
      "x1._domainkey.mail.acme.co.uk",
      "selector1._domainkey.mail.acme.co.uk",
      "selector2._domainkey.mail.acme.co.uk",
    ]);
  });
});

describe("SPF", () => {
  const spf = (record: string | string[], more: Record<string, string[]> = {}, operators: MailOperator[] = ["gmail"]) =>
    judge({ ...good, "acme.test": [record].flat(), ...more }, { operators }).spf;

  it("that lacks the operator gets it in front of what is there", () => {
    const check = spf("v=spf1 ip4:192.0.2.1 -all", {}, ["gmail", "microsoft"]);
    expect(check).toMatchObject({
      state: "wrong",
      sentence: "The SPF record does not name Google and Microsoft, from where these mails leave.",
    });
    expect(check?.paste[0]?.value).toBe(
      "v=spf1 include:_spf.google.com include:spf.protection.outlook.com ip4:192.0.2.1 -all",
    );
  });

  it("twice is one too many, and is merged", () => {
    const check = spf(["v=spf1 include:_spf.google.com ~all", "v=spf1 mx ~all"]);
    expect(check).toMatchObject({
      state: "wrong",
      sentence: "acme.test has 2 SPF records; receivers then count none.",
    });
    expect(check?.paste[0]?.value).toBe("v=spf1 include:_spf.google.com mx ~all");
  });

  it("may name the operator through another record", () => {
    expect(
      spf("v=spf1 include:spf.acme.test ~all", { "spf.acme.test": ["v=spf1 include:_spf.google.com ~all"] })?.state,
    ).toBe("ok");
    expect(
      spf("v=spf1 redirect=spf.acme.test", { "spf.acme.test": ["v=spf1 include:_spf.google.com ~all"] })?.state,
    ).toBe("ok");
  });

  it.each([
    { what: "ten look-ups", extra: 8, state: "ok" },
    { what: "eleven look-ups", extra: 9, state: "wrong" },
  ])("with $what is $state", ({ extra, state }) => {
    const hosts = Array.from({ length: extra }, (_, index) => `a:h${index}.acme.test`).join(" ");
    const check = spf(`v=spf1 include:_spf.google.com ${hosts} ~all`);
    expect(check?.state).toBe(state);
    if (state === "wrong") expect(check?.sentence).toContain("costs 11 look-ups");
  });

  it.each([
    ["v=spf1 include:_spf.google.com ipv4:1.2.3.4 ~all", 'Receivers cannot read "ipv4:1.2.3.4" in the SPF record.'],
    [
      "v=spf1 include:_spf.google.com include:gone.test ~all",
      "The SPF record includes gone.test, where no SPF record is.",
    ],
    ["v=spf1 include:_spf.google.com +all", "The SPF record lets everybody send in the domain's name."],
  ])("is wrong: %s", (record, sentence) => {
    expect(spf(record)).toMatchObject({ state: "wrong", sentence });
  });

  it("of one's own server cannot be judged further than this", () => {
    expect(spf("v=spf1 mx -all", {}, ["smtp"])?.sentence).toContain(
      "Whether it covers your mail server, its operator can tell.",
    );
  });

  it("is not another record that begins alike, and survives a circle", () => {
    expect(spf("v=spf10 mx ~all")?.state).toBe("missing");
    const circle = new Map([
      ["a.test", ["v=spf1 include:b.test ~all"]],
      ["b.test", ["v=spf1 include:a.test ~all"]],
    ]);
    expect(reachOfSpf("v=spf1 include:a.test ~all", circle).lookups).toBe(3);
  });

  it("is read term by term", () => {
    expect(
      unreadableTerm("v=spf1 a mx/24 a:x.test/24//64 ip6:2001:db8::/32 exists:%{i}.x.test ?all exp=e.test"),
    ).toBeUndefined();
    expect(spfTargets("v=spf1 include:A.test redirect=b.test -all")).toEqual(["a.test"]);
    expect(mergedSpf(["v=spf1 a ?all"], [])).toBe("v=spf1 a ~all");
  });
});

describe("DKIM", () => {
  const dkim = (record: string, selector = "google", selectors: string[] = []) =>
    judge({ ...good, "google._domainkey.acme.test": [], [`${selector}._domainkey.acme.test`]: [record] }, { selectors })
      .dkim;

  it("is found under a selector that a person named", () => {
    expect(dkim(`p=${KEY}`, "x1")?.state).toBe("missing");
    expect(dkim(`p=${KEY}`, "x1", ["x1"])).toMatchObject({
      state: "ok",
      sentence: "A DKIM key is published under the selector x1.",
    });
  });

  it.each([
    ["v=DKIM1; p=", "was withdrawn (it is empty)"],
    ["v=DKIM2; p=AAAA", "is of an unknown version"],
    ["k=dsa; p=AAAA", "is of an unknown kind (dsa)"],
    [`p=${"A".repeat(100)}`, "is too short to be trusted"],
    ["p=????", "cannot be read"],
  ])("is wrong: %s", (record, problem) => {
    expect(dkim(record)).toMatchObject({
      state: "wrong",
      sentence: `The DKIM key under the selector google ${problem}.`,
    });
  });

  it("takes short keys of Ed25519 and keys with spaces", () => {
    expect(dkim(`v=DKIM1; k=ed25519; p=${"A".repeat(44)}`)?.state).toBe("ok");
    expect(dkim(`v=DKIM1; p=${KEY.slice(0, 100)} ${KEY.slice(100)}`)?.state).toBe("ok");
  });
});

describe("DMARC", () => {
  it("of the organisation counts for its subdomains", () => {
    const records = { "_dmarc.acme.co.uk": ["v=DMARC1; p=reject"] };
    expect(judge(records, { domain: "mail.acme.co.uk" }).dmarc).toMatchObject({
      state: "ok",
      sentence: "DMARC is published with the policy reject.",
    });
  });

  it.each([
    [["v=DMARC1; p=none", "v=DMARC1; p=reject"], "There are 2 DMARC records; receivers then count none."],
    [["v=DMARC1; p=maybe"], "The DMARC record names no policy that receivers know."],
  ])("is wrong: %s", (records, sentence) => {
    expect(judge({ "_dmarc.acme.test": records }).dmarc).toMatchObject({ state: "wrong", sentence });
  });
});
