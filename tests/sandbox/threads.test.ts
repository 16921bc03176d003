import { describe, expect, it } from "vitest";
import { deliver } from "../../sandbox/deliver.ts";
import { addMessage, openMailbox } from "../../sandbox/mailboxes.ts";
import { threadOfOutgoing } from "../../sandbox/threads.ts";
import { createWorld } from "../../sandbox/world.ts";
import { mailTo } from "./sandbox-client.ts";

const at = new Date("2026-11-24T08:00:00Z");
const mailbox = openMailbox(createWorld("tests", ""), "ada@acme.test");
const first = addMessage(mailbox, { raw: mailTo("bo@ex.org"), labelIds: ["SENT"], at });
const answering = ["References: <elsewhere@ex.org>\r\n <ours@acme.test>"];

describe("thread of an outgoing mail", () => {
  it.each([
    [
      "answers a mail of the thread under Re:",
      mailTo("bo@ex.org", { subject: "RE: Re: hello", headers: answering }),
      true,
    ],
    ["has another subject", mailTo("bo@ex.org", { subject: "News", headers: answering }), false],
    ["answers nothing", mailTo("bo@ex.org", { subject: "Re: Hello" }), false],
  ])("that %s", (_, raw, isSame) => {
    expect(threadOfOutgoing(mailbox, raw, first.threadId) === first.threadId).toBe(isSame);
  });

  it("refuses a thread of another mailbox", () => {
    const other = openMailbox(createWorld("tests", ""), "eva@acme.test");
    expect(() => threadOfOutgoing(other, mailTo("bo@ex.org"), first.threadId)).toThrow("refused with 404");
  });
});

describe("thread of a received mail", () => {
  const from = (subject: string, more: string[]): string =>
    ["From: bo@ex.org", `Subject: ${subject}`, ...more, "", "Hi"].join("\r\n");

  it.each([
    ["Re: Hello", answering, true],
    ["Automatic reply: Hello", answering, true],
    ["Antwort: Hello", answering, true],
    ["Something else", answering, false],
    ["Delivery Status Notification (Failure)", [...answering, 'Content-Type: multipart/report; boundary="b"'], true],
    ["Re: Hello", [], false],
  ])("%s", (subject, headers, isSame) => {
    expect(deliver(mailbox, from(subject, headers), at).threadId === first.threadId).toBe(isSame);
  });
});
