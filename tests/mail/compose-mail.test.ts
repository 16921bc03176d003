import { describe, expect, it } from "vitest";
import { type ComposeMailInput, composeMail } from "../../app/mail/compose-mail.ts";
import { readMail } from "../../app/mail/read-mail.ts";
import { hasCorpora, readCorpus } from "../domain/corpus.ts";

const base: ComposeMailInput = {
  from: { email: "ana@acme.test", name: "Aña, Acme" },
  to: { email: "bo@ex.org", name: "Bo" },
  subject: "Grüße",
  text: "Hi Bo,\n\nsee https://acme.test/x?a=1&b=2.\n<script>alert(1)</script>",
  signature: "Ana",
  footer: { postalAddress: "Acme GmbH\nBerlin", unsubscribeUrl: "https://app.test/u/T" },
  messageId: "<job-1@acme.test>",
  date: new Date("2026-11-24T08:00:00Z"),
  inReplyTo: "<CAB1@mail.gmail.com>",
  references: ["<CAB0@mail.gmail.com>", "<CAB1@mail.gmail.com>"],
  attemptId: "0190f0c0-attempt",
  listUnsubscribe: { url: "https://app.test/u/T", mailto: "unsub+Tok@acme.test" },
};
const HEADERS = [
  "content-type",
  "date",
  "from",
  "in-reply-to",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "message-id",
  "mime-version",
  "references",
  "subject",
  "to",
  "x-leadbitz-attempt",
];
const compose = async (about: Partial<ComposeMailInput> = {}) => {
  const { mime } = await composeMail({ ...base, ...about });
  return { raw: Buffer.from(mime).toString(), mail: await readMail(mime) };
};
const headerNames = (mail: Awaited<ReturnType<typeof readMail>>) => mail.headers.map(({ name }) => name).toSorted();

describe("composed mail", () => {
  it("reads back as it was meant", async () => {
    const { raw, mail } = await compose();
    expect(headerNames(mail)).toEqual(HEADERS);
    expect(mail).toMatchObject({
      subject: "Grüße",
      from: { email: "ana@acme.test", name: "Aña, Acme" },
      to: [{ email: "bo@ex.org", name: "Bo" }],
      messageId: "<job-1@acme.test>",
      inReplyTo: "<CAB1@mail.gmail.com>",
      references: ["<CAB0@mail.gmail.com>", "<CAB1@mail.gmail.com>"],
      sentAt: new Date("2026-11-24T08:00:00Z"),
      contentType: "multipart/alternative",
    });
    expect(raw).toContain("X-LeadBitz-Attempt: 0190f0c0-attempt\r\n");
    expect(raw).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(raw).toContain("List-Unsubscribe: <https://app.test/u/T>,\r\n <mailto:unsub+Tok@acme.test>\r\n");
    expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(raw.split("\r\n").every((line) => line.length <= 998)).toBe(true);
  });

  it("shows address, signature and unsubscribe link in both bodies, and no code", async () => {
    const { mail } = await compose();
    for (const part of ["https://app.test/u/T", "Acme GmbH", "Ana"]) {
      expect(mail.text).toContain(part);
      expect(mail.html).toContain(part);
    }
    expect(mail.html).toContain('<a href="https://acme.test/x?a=1&amp;b=2">https://acme.test/x?a=1&amp;b=2</a>.');
    expect(mail.html).not.toContain("<script>");
  });

  it("is the same for the same input", async () => {
    expect((await compose()).raw).toBe((await compose()).raw);
  });

  it("leaves out what was not asked for", async () => {
    const { mail } = await compose({
      inReplyTo: null,
      references: [],
      listUnsubscribe: null,
      footer: null,
      signature: null,
    });
    expect(headerNames(mail)).toEqual(HEADERS.filter((name) => !/^(list|in-reply|ref)/.test(name)));
  });

  const evil = "x\r\nBcc: evil@ex.org";
  it.each<[string, Partial<ComposeMailInput>]>([
    ["subject", { subject: evil }],
    ["from.name", { from: { email: "a@b.test", name: evil } }],
    ["to.name", { to: { email: "a@b.test", name: "a\u0000b" } }],
    ["to.email", { to: { email: "a@b.test, c@d.test" } }],
    ["from.email", { from: { email: evil } }],
    ["replyTo.email", { replyTo: { email: "x" } }],
    ["messageId", { messageId: "<a@b>\r\nBcc: x" }],
    ["inReplyTo", { inReplyTo: "nope" }],
    ["references", { references: ["<a@b> <c@d>"] }],
    ["attemptId", { attemptId: "a\nb" }],
    ["listUnsubscribe.url", { listUnsubscribe: { url: "https://a.test/\r\nX: y" } }],
    ["listUnsubscribe.url", { listUnsubscribe: { url: "javascript:alert(1)" } }],
    ["footer.unsubscribeUrl", { footer: { postalAddress: "x", unsubscribeUrl: "ftp://a.test" } }],
    ["footer.postalAddress", { footer: { postalAddress: " ", unsubscribeUrl: "https://a.test" } }],
    ["date", { date: new Date(Number.NaN) }],
  ])("refuses a bad %s and names it", async (path, about) => {
    await expect(composeMail({ ...base, ...about })).rejects.toMatchObject({
      code: "invalid_input",
      details: { issues: [{ path }] },
    });
  });

  it.skipIf(!hasCorpora)("keeps its headers whatever stands in subject, names and body", async () => {
    const rows = readCorpus<{ kind: string; input: string }>("payloads");
    const payloads = rows.filter(({ kind }) => kind === "crlf" || kind === "naughty_string").map(({ input }) => input);
    expect(payloads.length).toBeGreaterThan(200);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    const control = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;
    for (const input of payloads) {
      const about = { subject: input, to: { email: "bo@ex.org", name: input }, text: `Hi ${input}!` };
      if (control.test(input)) {
        await expect(composeMail({ ...base, ...about })).rejects.toMatchObject({ code: "invalid_input" });
        continue;
      }
      const { mail } = await compose(about);
      expect(headerNames(mail)).toEqual(HEADERS);
      expect(mail.to.map(({ email }) => email)).toEqual(["bo@ex.org"]);
      expect(mail.text.startsWith(`Hi ${input}!`)).toBe(true);
    }
  });
});
