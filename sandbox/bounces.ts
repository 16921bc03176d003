// Gmail's delivery status notification, in the structure of genuine ones:
// report → related (alternative + icon) → delivery-status → the whole original.
// Source: RFC 3464; providers.md 5.2.
import type { AnswerWish } from "./answers.ts";
import { mailDate } from "./deliver.ts";
import { foreignMessageId } from "./ids.ts";
import { toBinary } from "./mime.ts";

export interface Failure {
  word: string;
  action: "failed" | "delayed";
  status: string;
  title: string;
  sentence: string;
  answer: string;
}

// The local part may ask for one kind: bounce-full@, bounce-policy@, bounce-delayed@; the first is the rule.
const NO_SUCH_USER: Failure = {
  word: "user",
  action: "failed",
  status: "5.1.1",
  title: "Address not found",
  sentence: "because the address couldn't be found, or is unable to receive mail.",
  answer:
    "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.",
};
const FAILURES: Failure[] = [
  {
    word: "full",
    action: "failed",
    status: "5.2.2",
    title: "Recipient inbox full",
    sentence: "because their inbox is full, or it's getting too much mail right now.",
    answer: "552 5.2.2 The email account that you tried to reach is over quota and inactive.",
  },
  {
    word: "policy",
    action: "failed",
    status: "5.7.1",
    title: "Message blocked",
    sentence: "because it was blocked by the recipient's server.",
    answer: "550 5.7.1 Message rejected due to local policy. Please contact the administrator.",
  },
  {
    word: "delayed",
    action: "delayed",
    status: "4.4.1",
    title: "Delivery incomplete",
    sentence: "yet: there was a temporary problem. Gmail will retry for 46 more hours.",
    answer: "The recipient server did not accept our requests to connect.",
  },
];
// One transparent pixel.
const ICON = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** What goes wrong with a mail to this person. */
export function failureOf(person: string): Failure {
  return FAILURES.find((kind) => person.startsWith(`bounce-${kind.word}`)) ?? NO_SUCH_USER;
}

export function composeBounce(wish: AnswerWish): string {
  const { mail, mailbox, person, at } = wish;
  const failure = failureOf(person);
  const [report, related, alternative] = ["a", "b", "c"].map((mark) => `00000000000${mark}${mail.id}`);
  const domain = person.slice(person.indexOf("@") + 1);
  const isFailed = failure.action === "failed";
  const sentence = `Your message wasn't delivered to ${person} ${failure.sentence}`;
  return [
    "Return-Path: <>",
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
    `To: ${mailbox.email}`,
    "Auto-Submitted: auto-replied",
    `Subject: Delivery Status Notification (${isFailed ? "Failure" : "Delay"})`,
    `References: ${mail.messageId}`,
    `In-Reply-To: ${mail.messageId}`,
    ...(isFailed ? [`X-Failed-Recipients: ${person}`] : []),
    `Message-ID: ${foreignMessageId("mx.google.com").replace("@", ".GMR@")}`,
    `Date: ${mailDate(at)}`,
    `Content-Type: multipart/report; boundary="${report}"; report-type=delivery-status`,
    "",
    `--${report}`,
    `Content-Type: multipart/related; boundary="${related}"`,
    "",
    `--${related}`,
    `Content-Type: multipart/alternative; boundary="${alternative}"`,
    "",
    `--${alternative}`,
    'Content-Type: text/plain; charset="UTF-8"',
    "",
    `\r\n** ${failure.title} **\r\n\r\n${toBinary(wish.text || sentence)}\r\n\r\nThe response from the remote server was:\r\n${failure.answer}`,
    "",
    `--${alternative}`,
    'Content-Type: text/html; charset="UTF-8"',
    "",
    `<html><body><h2>${failure.title}</h2><p>${toBinary(sentence)}</p><img alt="Error Icon" src="cid:icon.png"><p>${failure.answer}</p></body></html>`,
    "",
    `--${alternative}--`,
    `--${related}`,
    'Content-Type: image/png; name="icon.png"',
    'Content-Disposition: attachment; filename="icon.png"',
    "Content-Transfer-Encoding: base64",
    "Content-ID: <icon.png>",
    "",
    ICON,
    `--${related}--`,
    "",
    `--${report}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; googlemail.com",
    `Arrival-Date: ${mailDate(new Date(mail.internalDateMs))}`,
    `X-Original-Message-ID: ${mail.messageId}`,
    "",
    `Final-Recipient: rfc822; ${person}`,
    `Action: ${failure.action}`,
    `Status: ${failure.status}`,
    `Remote-MTA: dns; mx.${domain}`,
    `Diagnostic-Code: smtp; ${failure.answer}`,
    `Last-Attempt-Date: ${mailDate(at)}`,
    "",
    `--${report}`,
    "Content-Type: message/rfc822",
    "",
    mail.raw,
    `--${report}--`,
    "",
  ].join("\r\n");
}
