// The mails that people and their mail systems send back. They name the Message-ID
// with which the mail left, never the one that the sender wrote.
import { composeBounce } from "./bounces.ts";
import { mailDate } from "./deliver.ts";
import { composeExchangeBounce } from "./exchange-bounces.ts";
import { choiceOf, foreignMessageId } from "./ids.ts";
import { addressesIn, headerValue, recipientsOf, toBinary } from "./mime.ts";
import { readableText } from "./mime-parts.ts";
import type { Behaviour, Mailbox, StoredMessage } from "./world.ts";

const REPLIES = [
  "Thanks for reaching out, this comes at a good time. Could you send me two or three slots next week?",
  "Interesting. What would this cost for a team of about twenty people?",
  "Thank you, tell me more. A short call on Thursday would suit me.",
  "We have a solution in place and are happy with it, so no need at the moment. All the best!",
  "Not a priority this quarter, I am afraid. Feel free to come back in spring.",
  "I am not the right person for this. Please write to my colleague Jonas Berg, who looks after these topics.",
  "How did you get my address? And what exactly do you offer?",
  "Sounds useful. Do you have a customer in our industry whom I could talk to?",
];
const ABSENCES = [
  "Thank you for your message. I am out of the office until Monday and will answer when I am back.",
  "I am on leave with limited access to e-mail. For urgent matters please call our front desk.",
];
const REMOVALS = [
  "Please remove me from your list.",
  "Unsubscribe",
  "Stop writing to me, please take me off your list.",
];

export interface AnswerWish {
  seed: string;
  mailbox: Mailbox;
  mail: StoredMessage;
  person: string;
  behaviour: Exclude<Behaviour, "silent">;
  at: Date;
  text?: string;
}

export function composeAnswer(wish: AnswerWish): string {
  const isExchange = wish.mailbox.provider === "microsoft";
  if (wish.behaviour === "bounce") return isExchange ? composeExchangeBounce(wish) : composeBounce(wish);
  const said = { reply: REPLIES, ooo: ABSENCES, unsubscribe: REMOVALS }[wish.behaviour];
  const text = wish.text || choiceOf(said, wish.seed, wish.person, "text");
  return wish.behaviour === "ooo" ? composeAbsence(wish, text) : composeReply(wish, text);
}

function composeReply(wish: AnswerWish, text: string): string {
  const from = headerValue(wish.mail.headers, "From");
  const sentAt = mailDate(new Date(wish.mail.internalDateMs));
  const intro = `On ${sentAt.slice(0, 16)} at ${sentAt.slice(17, 22)}, ${from} wrote:`;
  const lines = readableText(wish.mail.raw).trimEnd().split(/\r?\n/);
  const plain = [text, "", nameOf(wish), "", intro, ...lines.map((line) => (line === "" ? ">" : `> ${line}`))].join(
    "\r\n",
  );
  const quoted = lines.map(escapeHtml).join("<br>\r\n");
  const page = `<div dir="ltr">${escapeHtml(text)}<div><br></div><div>${escapeHtml(nameOf(wish))}</div></div><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escapeHtml(intro)}<br></div><blockquote class="gmail_quote">${quoted}</blockquote></div>`;
  const boundary = `000000000000${wish.mail.id}`;
  return [
    ...commonHeaders(wish, reSubject(headerValue(wish.mail.headers, "Subject"))),
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...leaf("text/plain", plain),
    `--${boundary}`,
    ...leaf("text/html", page),
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

// Headers of Gmail's and Exchange's absence notes. Source: RFC 3834 section 5; providers.md 5.3.
function composeAbsence(wish: AnswerWish, text: string): string {
  return [
    "Return-Path: <>",
    ...commonHeaders(wish, `Automatic reply: ${headerValue(wish.mail.headers, "Subject")}`),
    "Auto-Submitted: auto-replied",
    "Precedence: bulk",
    "X-Autoreply: yes",
    "X-Auto-Response-Suppress: All",
    ...leaf("text/plain", `${text}\r\n\r\n${nameOf(wish)}`),
    "",
  ].join("\r\n");
}

function commonHeaders(wish: AnswerWish, subject: string): string[] {
  const { mail, mailbox, person, at } = wish;
  const references = [headerValue(mail.headers, "References"), mail.messageId]
    .filter((part) => part !== "")
    .join("\r\n ");
  return [
    `From: ${encoded(nameOf(wish))} <${person}>`,
    `To: ${addressesIn(headerValue(mail.headers, "From"))[0]?.address || mailbox.email}`,
    `Subject: ${encoded(subject)}`,
    `Date: ${mailDate(at)}`,
    `Message-ID: ${foreignMessageId(person.slice(person.indexOf("@") + 1))}`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${references}`,
    "MIME-Version: 1.0",
  ];
}

function leaf(mimeType: string, text: string): string[] {
  const coded = Buffer.from(text, "utf8").toString("base64").replace(/.{76}/g, "$&\r\n");
  return [`Content-Type: ${mimeType}; charset="UTF-8"`, "Content-Transfer-Encoding: base64", "", coded];
}

function nameOf({ mail, person }: AnswerWish): string {
  const given = recipientsOf(mail.headers).find((recipient) => recipient.address === person)?.name;
  if (given) return given;
  const words = person
    .slice(0, person.indexOf("@"))
    .replace(/\+.*$/, "")
    .split(/[._-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

function reSubject(subject: string): string {
  return /^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}

function encoded(text: string): string {
  const isAscii = /^[\x20-\x7e]*$/.test(text);
  if (!isAscii) return `=?UTF-8?B?${Buffer.from(text, "utf8").toString("base64")}?=`;
  return toBinary(text);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
