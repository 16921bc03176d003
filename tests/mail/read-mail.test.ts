import { describe, expect, it } from "vitest";
import { readMail } from "../../app/mail/read-mail.ts";
import { hasCorpora, rawOf, readCorpus, share } from "../domain/corpus.ts";

const read = (raw: string) => readMail(Buffer.from(raw));

describe("reading a mail", () => {
  it("makes a text of a mail that has only HTML, and marks its quotes", async () => {
    const mail = await read("Content-Type: text/html\r\n\r\n<p>Yes <b>please</b></p><blockquote>Hi Bo</blockquote>");
    expect(mail.text).toBe("Yes please\n\n> Hi Bo");
  });

  it.each([
    ["\u0000\u0001garbage"],
    [""],
    ["\r\n\r\n"],
    ["Content-Type: multipart/mixed\r\n\r\n--\r\n--"],
    ["From: ;;,,<>\r\nDate: never\r\n\r\nx"],
  ])("reads %j without a throw", async (raw) => {
    await expect(read(raw)).resolves.toMatchObject({ sentAt: null });
  });

  it("gets through ten thousand nested parts", async () => {
    const nested = Array.from(
      { length: 10_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
    );
    const before = performance.now();
    const mail = await read(`Subject: deep\r\nMessage-ID: <deep@ex.org>\r\n${nested.join("")}\r\nx`);
    expect(mail).toMatchObject({ subject: "deep", messageId: "<deep@ex.org>" });
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it.skipIf(!hasCorpora)("agrees with independent parsers field by field", async () => {
    type Row = { raw?: string; raw_b64?: string; expected_consensus: Record<string, unknown> };
    const rows = readCorpus<Row>("mime");
    const flat = (value: unknown) => (typeof value === "string" ? value.replace(/\s+/g, " ").trim() : value);
    const compared = await Promise.all(
      rows.map(async (row) => {
        const mail = await readMail(rawOf(row));
        const got: Record<string, unknown> = {
          subject: mail.subject,
          message_id: mail.messageId,
          in_reply_to: mail.inReplyTo,
          from: mail.from?.email ?? null,
          to: mail.to.map(({ email }) => email),
          attachment_types: mail.attachmentTypes.toSorted(),
          text_first_120: mail.text.replace(/\s+/g, " ").trim().slice(0, 120),
        };
        return Object.entries(row.expected_consensus).map(([field, wanted]) => {
          const isSame = JSON.stringify(flat(got[field])) === JSON.stringify(flat(wanted));
          return { field, isSame: isSame || (field === "subject" && wanted === null && got.subject === "") };
        });
      }),
    );
    const fields = compared.flat();
    for (const name of new Set(fields.map(({ field }) => field))) {
      expect(
        share(
          fields.filter(({ field }) => field === name),
          ({ isSame }) => isSame,
        ),
        name,
      ).toBeGreaterThanOrEqual(0.98);
    }
  });
});
