import { describe, expect, it } from "vitest";
import { classifyMessage } from "../../app/domain/classify-message.ts";
import { readMail } from "../../app/mail/read-mail.ts";
import { hasCorpora, rawOf, readCorpus, share } from "./corpus.ts";
import { headersFrom, inboundMail } from "./mail-case.ts";

const report = (action: string, status: string, diagnostic: string) =>
  [
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
    "To: ana@acme.test",
    "Subject: Delivery Status Notification",
    "Auto-Submitted: auto-replied",
    "In-Reply-To: <CAB1@mail.gmail.com>",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Address not found",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; googlemail.com",
    "",
    "Final-Recipient: rfc822; Bo@ex.org",
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    "--b",
    "Content-Type: message/rfc822",
    "",
    "Message-ID: <CAB1@mail.gmail.com>",
    "To: Bo <bo@ex.org>",
    "X-LeadBitz-Attempt: 0190-attempt",
    "",
    "Hi Bo",
    "--b--",
    "",
  ].join("\r\n");
const classifyRaw = async (raw: string) => classifyMessage(await readMail(Buffer.from(raw)));

describe("class of a received mail", () => {
  it("reads a hard bounce with its recipient and the mail it is about", async () => {
    expect(await classifyRaw(report("failed", "5.1.1", "550 5.1.1 No such user"))).toMatchObject({
      class: "bounce",
      bounce: {
        kind: "hard",
        recipients: [{ email: "bo@ex.org", status: "5.1.1" }],
        originalMessageIds: ["<CAB1@mail.gmail.com>"],
        originalAttemptId: "0190-attempt",
      },
    });
  });

  it.each([
    ["failed", "5.2.2", "552 mailbox full", "bounce", "soft"],
    ["failed", "5.7.1", "550 5.7.1 message blocked as spam", "bounce", "blocked"],
    ["failed", "4.4.7", "message expired", "bounce", "soft"],
    ["delayed", "4.4.1", "connection timed out", "notice", "delayed"],
  ])("reads Action: %s %s as its kind", async (action, status, diagnostic, className, kind) => {
    expect(await classifyRaw(report(action, status, diagnostic))).toMatchObject({ class: className, bounce: { kind } });
  });

  it("reads CRLF and LF alike", async () => {
    const raw = report("failed", "5.1.1", "550 no such user");
    expect(await classifyRaw(raw.replaceAll("\r\n", "\n"))).toEqual(await classifyRaw(raw));
  });

  it("takes a person who quotes a delivery report for a person", () => {
    const text = "Did you see this?\n\n> Action: failed\n> Status: 5.1.1\nDelivery to the following recipient failed";
    expect(classifyMessage(inboundMail({ subject: "Re: Undeliverable", text })).class).toBe("reply");
  });

  it.each([
    [{ "Auto-Submitted": "auto-replied" }, "auto_reply"],
    [{ "Auto-Submitted": "no" }, "reply"],
    [{ Precedence: "bulk" }, "auto_reply"],
    [{ "Return-Path": "<>" }, "auto_reply"],
    [{ "X-Auto-Response-Suppress": "All" }, "auto_reply"],
    [{ "X-Auto-Response-Suppress": "DR, RN" }, "reply"],
    [{ "X-Autoreply": "no" }, "reply"],
  ])("judges the headers %j", (headers, expected) => {
    expect(classifyMessage(inboundMail({ text: "Hello", headers: headersFrom(headers) })).class).toBe(expected);
  });

  it("never reads an absence notice as an opt-out", () => {
    const mail = inboundMail({
      text: "Remove me from urgent threads",
      headers: headersFrom({ "Auto-Submitted": "auto-replied" }),
    });
    expect(classifyMessage(mail).class).toBe("auto_reply");
  });

  it.each([
    ["STOP"],
    ["Please remove me from your list.\n\nOn Mon, Ana <ana@acme.test> wrote:\n> Hi"],
    ["> Hi Bo\n\nbitte nicht mehr kontaktieren"],
    ["Merci de me retirer de votre liste"],
    ["No me envíen más correos"],
    ["Cancellatemi"],
    ["Niet meer mailen aub"],
    ["Não quero mais receber"],
  ])("stops at %j", (text) => {
    expect(classifyMessage(inboundMail({ text })).class).toBe("unsubscribe");
  });

  it("hears no opt-out in our own words, marked as quoted or not", () => {
    const footer = "If you would rather not hear from me again, unsubscribe here: https://app.test/u/T";
    const text = `Sounds good!\n\n${footer}\nPlease remove me from your list by that link.`;
    const own = [`Hi\n\n${footer}\nPlease remove me from your list by that link.`];
    expect(classifyMessage(inboundMail({ text }), own).class).toBe("reply");
    expect(classifyMessage(inboundMail({ text: "Stop by my office anytime." })).class).toBe("reply");
  });

  describe.skipIf(!hasCorpora)("against the corpora", () => {
    type Bounce = { raw?: string; raw_b64?: string; expected: { accept: string[]; is_bounce: boolean } };
    const KINDS = { hard: "hard_bounce", soft: "soft_bounce", blocked: "blocked", delayed: "delayed" };
    const nameOf = ({ class: className, bounce }: ReturnType<typeof classifyMessage>) => {
      if (className === "bounce" || bounce?.kind === "delayed") return KINDS[bounce?.kind ?? "soft"];
      return className === "reply" ? "human" : className === "notice" ? "delivery_notice" : className;
    };

    it("tells bounces, complaints, automatic answers and people apart", async () => {
      const rows = readCorpus<Bounce>("bounces");
      const judged = await Promise.all(
        rows.map(async (row) => ({ row, got: nameOf(classifyMessage(await readMail(rawOf(row)))) })),
      );
      const misread = judged.filter(({ row, got }) => row.expected.accept[0] === "human" && got !== "human");
      expect(misread).toEqual([]);
      expect(share(judged, ({ row, got }) => row.expected.accept.includes(got))).toBeGreaterThanOrEqual(0.91);
      const bounces = judged.filter(({ row }) => row.expected.is_bounce);
      expect(share(bounces, ({ got }) => /bounce|blocked/.test(got))).toBeGreaterThanOrEqual(0.91);
      const hard = judged.filter(({ got }) => got === "hard_bounce");
      expect(share(hard, ({ row }) => row.expected.accept.includes("hard_bounce"))).toBeGreaterThanOrEqual(0.97);
    });

    it("hears every opt-out and every automatic answer, and nothing that was not said", () => {
      type Row = {
        subject: string | null;
        body: string;
        headers?: Record<string, string>;
        expected: { opt_out: boolean; auto_reply: boolean };
      };
      const rows = [...readCorpus<Row>("reply_intent"), ...readCorpus<Row>("reply_intent", "optout_phrases")];
      const classOf = ({ subject, body, headers }: Row) =>
        classifyMessage(inboundMail({ subject: subject ?? "", text: body, headers: headersFrom(headers ?? {}) })).class;
      const optOuts = rows.filter(({ expected }) => expected.opt_out);
      const others = rows.filter(({ expected }) => !expected.opt_out);
      expect(share(optOuts, (row) => classOf(row) === "unsubscribe")).toBeGreaterThanOrEqual(0.98);
      expect(share(others, (row) => classOf(row) === "unsubscribe")).toBeLessThanOrEqual(0.02);
      const automatic = rows.filter(({ expected }) => expected.auto_reply);
      expect(share(automatic, (row) => classOf(row) === "auto_reply")).toBeGreaterThanOrEqual(0.95);
      expect(rows.filter((row) => !row.expected.auto_reply && classOf(row) === "auto_reply")).toEqual([]);
    });
  });
});
