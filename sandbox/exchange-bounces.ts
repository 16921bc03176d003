// Exchange's non-delivery report: report → text and page → delivery-status → the headers' owner, the whole original.
// Its subject is localised and says nothing reliable. Source: RFC 3464; providers.md 5.2.
import type { AnswerWish } from "./answers.ts";
import { failureOf } from "./bounces.ts";
import { mailDate } from "./deliver.ts";
import { exchangeMessageId, fractionOf } from "./ids.ts";
import { headerValue, toBinary } from "./mime.ts";

const UNDELIVERABLE = ["Undeliverable", "Unzustellbar", "Kohaletoimetamatu", "Non remis"];

export function composeExchangeBounce(wish: AnswerWish): string {
  const { mail, mailbox, person, at } = wish;
  const failure = failureOf(person);
  const tenant = mailbox.email.slice(mailbox.email.lastIndexOf("@") + 1).replace(/\..*$/, "");
  const mark = Math.floor(fractionOf(wish.seed, mail.id, person) * 0xffffffff)
    .toString(16)
    .padStart(8, "0");
  const [report, alternative] = [`_${mark}-report_`, `_${mark}-alternative_`];
  const subject = `${UNDELIVERABLE[Number.parseInt(mark.slice(0, 1), 16) % UNDELIVERABLE.length]}: ${headerValue(mail.headers, "Subject")}`;
  const sentence = wish.text || `Your message to ${person} couldn't be delivered: ${failure.title}.`;
  return [
    "Return-Path: <>",
    `From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${tenant}.onmicrosoft.com`,
    `To: ${mailbox.email}`,
    `Date: ${mailDate(at)}`,
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${report}"`,
    "X-MS-Exchange-Message-Is-Ndr:",
    "Content-Language: en-GB",
    `Message-ID: ${exchangeMessageId()}`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString("base64")}?=`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    "",
    `--${report}`,
    `Content-Type: multipart/alternative; boundary="${alternative}"`,
    "",
    `--${alternative}`,
    'Content-Type: text/plain; charset="UTF-8"',
    "",
    `${toBinary(sentence)}\r\n\r\nDiagnostic information for administrators:\r\n\r\n${person}\r\nRemote server returned '${failure.answer}'`,
    "",
    `--${alternative}`,
    'Content-Type: text/html; charset="UTF-8"',
    "",
    `<html><body><h2>${failure.title}</h2><p>${toBinary(sentence)}</p><p>${failure.answer}</p></body></html>`,
    "",
    `--${alternative}--`,
    "",
    `--${report}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns;SANDBOX.eurprd04.prod.outlook.com",
    `Arrival-Date: ${mailDate(new Date(mail.internalDateMs))}`,
    "",
    `Final-Recipient: rfc822;${person}`,
    `Action: ${failure.action}`,
    `Status: ${failure.status}`,
    `Diagnostic-Code: smtp;${failure.answer}`,
    "",
    `--${report}`,
    "Content-Type: message/rfc822",
    "",
    mail.raw,
    `--${report}--`,
    "",
  ].join("\r\n");
}
