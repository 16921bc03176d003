/**
 * Builds the mail that leaves: RFC 5322 bytes with a text and an HTML part. Every header source is
 * checked before the library sees it, so that no value can open a second header or a second recipient.
 * No Auto-Submitted: this is personal mail (providers.md 5.3). No host name of ours gets into it.
 */
import { Buffer } from "node:buffer";
import MailComposer from "nodemailer/lib/mail-composer";
import { parseEmailAddress } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import { cleanText } from "../domain/merge-fields.ts";
import { htmlDocument, paragraphsOf } from "./html-body.ts";

export type Mailbox = { email: string; name?: string | null };

export type MailFooter = { postalAddress: string; unsubscribeUrl: string; unsubscribeLine?: string };

export type ComposeMailInput = {
  from: Mailbox;
  to: Mailbox;
  replyTo?: Mailbox | null;
  subject: string;
  /** Plain text; http(s) addresses in it become links in the HTML part. */
  text: string;
  signature?: string | null;
  /** null for a personal answer in a conversation. */
  footer: MailFooter | null;
  /** With its angle brackets; Gmail replaces it on the way out. */
  messageId: string;
  date: Date;
  inReplyTo?: string | null;
  references?: string[];
  attemptId: string;
  listUnsubscribe?: { url: string; mailto?: string | null } | null;
};

export type ComposedMail = { mime: Uint8Array; text: string; html: string };

/** The header that names our attempt and survives Gmail's new Message-ID (design.md 5). */
export const ATTEMPT_HEADER = "X-LeadBitz-Attempt";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;
/** RFC 5322 3.6.4 msg-id, without its obsolete and quoted forms. */
const MESSAGE_ID = /^<[^\s<>@"(),;:\\[\]]+@[^\s<>@"(),;:\\]+>$/;
const ATTEMPT_ID = /^[\w-]{1,100}$/;
/** RFC 5322 2.1.1: a reader need not take more than 998 characters in a line. */
const MAX_REFERENCES = 20;

/**
 * Composes one mail to one recipient.
 *
 * Shape   parts → MIME bytes (CRLF, UTF-8), with the text and HTML bodies as sent
 * Rules   exactly the headers asked for; the footer's postal address and unsubscribe link stand in both bodies
 * Errors  invalid_input, naming the field in details.issues
 * Source  RFC 5322, RFC 2045–2047, RFC 2369, RFC 8058
 */
export async function composeMail(input: ComposeMailInput): Promise<ComposedMail> {
  const footer = input.footer === null ? "" : footerText(input.footer);
  const text = [input.text, input.signature ?? "", footer].map(plainText).filter((part) => part.trim() !== "");
  const html = htmlDocument([
    paragraphsOf(input.text),
    paragraphsOf(input.signature ?? ""),
    footer === "" ? "" : `<hr>\n<div>${paragraphsOf(footer)}</div>`,
  ]);
  const references = (input.references ?? []).slice(-MAX_REFERENCES);
  const composer = new MailComposer({
    from: mailbox("from", input.from),
    to: [mailbox("to", input.to)],
    ...(input.replyTo ? { replyTo: mailbox("replyTo", input.replyTo) } : {}),
    subject: line("subject", input.subject),
    messageId: messageId("messageId", input.messageId),
    date: date(input.date),
    ...(input.inReplyTo ? { inReplyTo: messageId("inReplyTo", input.inReplyTo) } : {}),
    ...(references.length > 0 ? { references: references.map((id) => messageId("references", id)) } : {}),
    headers: { [ATTEMPT_HEADER]: attemptId(input.attemptId), ...unsubscribeHeaders(input.listUnsubscribe ?? null) },
    text: `${text.join("\n\n")}\n`,
    html,
    newline: "\r\n",
    baseBoundary: `lb-${input.attemptId}`,
    normalizeHeaderKey: (name: string) => (name.toLowerCase() === ATTEMPT_HEADER.toLowerCase() ? ATTEMPT_HEADER : name),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const mime = await composer.compile().build();
  return { mime: new Uint8Array(mime), text: `${text.join("\n\n")}\n`, html };
}

function unsubscribeHeaders(
  list: ComposeMailInput["listUnsubscribe"],
): Record<string, { prepared: true; value: string }> {
  if (!list) return {};
  const targets = [`<${url("listUnsubscribe.url", list.url)}>`];
  if (list.mailto) {
    mailbox("listUnsubscribe.mailto", { email: list.mailto });
    // As given, not lower-cased: its local part carries a token.
    targets.push(`<mailto:${list.mailto.trim()}>`);
  }
  return {
    // Prepared: an encoded word inside the angle brackets would break the address (RFC 2369 2).
    "List-Unsubscribe": { prepared: true, value: targets.join(",\r\n ") },
    "List-Unsubscribe-Post": { prepared: true, value: "List-Unsubscribe=One-Click" },
  };
}

function footerText(footer: MailFooter): string {
  const link = url("footer.unsubscribeUrl", footer.unsubscribeUrl);
  const words = footer.unsubscribeLine?.trim() || "If you would rather not hear from me again, unsubscribe here:";
  const address = plainText(footer.postalAddress);
  if (address.trim() === "") throw refusal("footer.postalAddress", "is missing");
  return `${plainText(words)} ${link}\n${address}`;
}

function plainText(text: string): string {
  return cleanText(text, "body").replace(/^\n+|\n+$/g, "");
}

function mailbox(field: string, { email, name }: Mailbox): { address: string; name: string } {
  const parsed = parseEmailAddress(email);
  if (!parsed.ok) throw refusal(`${field}.email`, "is not one e-mail address");
  return { address: parsed.email, name: line(`${field}.name`, name ?? "") };
}

function line(field: string, text: string): string {
  if (CONTROL.test(text)) throw refusal(field, "contains a line break or control character");
  return text;
}

function messageId(field: string, id: string): string {
  if (!MESSAGE_ID.test(line(field, id)) || Buffer.byteLength(id) > 900) throw refusal(field, "is not a Message-ID");
  return id;
}

function attemptId(id: string): string {
  if (!ATTEMPT_ID.test(id)) throw refusal("attemptId", "is not an id");
  return id;
}

function url(field: string, text: string): string {
  const parsed = URL.canParse(line(field, text)) ? new URL(text) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || /[\s<>"]/.test(text))
    throw refusal(field, "is not a web address");
  // RFC 2369 knows no spaces or non-ASCII in an address: the parsed form has neither.
  return parsed.href;
}

function date(at: Date): Date {
  if (Number.isNaN(at.getTime())) throw refusal("date", "is not a date");
  return at;
}

function refusal(field: string, problem: string): AppError {
  const message = `The mail cannot be built: ${field} ${problem}.`;
  return new AppError("invalid_input", message, { issues: [{ path: field, message: `This ${problem}.` }] });
}
