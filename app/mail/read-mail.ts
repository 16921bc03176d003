/**
 * Reads a received mail into the plain shape that the rules judge. Odd mail is the rule in a mailbox:
 * whatever can be read is read, and one bad message never stops a page of good ones.
 */
import { Buffer } from "node:buffer";
import PostalMime, { type Address, addressParser, decodeWords, type Email } from "postal-mime";
import type { InboundAddress, InboundHeader, InboundMail } from "../domain/inbound-mail.ts";
import { headerBlock, headerOf, mediaTypeOf, messageIdsIn, parameterOf } from "../domain/mail-headers.ts";
import { readReportParts } from "./report-parts.ts";
import { textOfHtml } from "./text-of-html.ts";

/** Gmail takes in mails of up to 50 MB; what lies beyond is cut off, the headers and text come first. */
const MAX_BYTES = 50 * 1024 * 1024;
const MAX_DEPTH = 40;
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_BODY_CHARS = 1_000_000;
const MAX_ADDRESSES = 500;

/**
 * Shape   raw MIME bytes → the mail; missing parts are null or empty
 * Rules   a body that is only HTML gets a text; returned messages are evidence, not text
 * Errors  none: what the parser gives up on is read as headers and plain text
 * Source  RFC 5322, RFC 2045–2047, RFC 6522
 */
export async function readMail(mime: Uint8Array): Promise<InboundMail> {
  const bytes = mime.length > MAX_BYTES ? mime.subarray(0, MAX_BYTES) : mime;
  const email = await parse(bytes);
  const headers = email.headers.map(({ key, value }) => ({ name: key.toLowerCase(), value }));
  const contentType = headerOf(headers, "content-type");
  const html = email.html?.trim() ? email.html.slice(0, MAX_BODY_CHARS) : null;
  const text = (email.text ?? "").slice(0, MAX_BODY_CHARS);
  const type = mediaTypeOf(contentType);
  return {
    messageId: idOf(email.messageId),
    inReplyTo: idOf(email.inReplyTo),
    references: messageIdsIn(email.references),
    from: addressesOf(headers, "from")[0] ?? null,
    to: addressesOf(headers, "to"),
    cc: addressesOf(headers, "cc"),
    subject: (email.subject ?? "").replace(/\s+/g, " ").trim(),
    sentAt: dateOf(email.date),
    headers,
    text: text.trim() === "" && html !== null ? textOfHtml(html) : text,
    html,
    contentType: type,
    reportType: type === "multipart/report" ? (parameterOf(contentType, "report-type") ?? "") : null,
    reportParts: readReportParts(email.attachments, type, text),
    attachmentTypes: email.attachments.map(({ mimeType }) => mimeType.toLowerCase()),
  };
}

async function parse(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      maxNestingDepth: MAX_DEPTH,
      maxHeadersSize: MAX_HEADER_BYTES,
    });
  } catch {
    return readLoosely(Buffer.from(bytes.subarray(0, MAX_BODY_CHARS)).toString("utf8"));
  }
}

/** Headers up to the first blank line, and the rest as it stands. */
function readLoosely(raw: string): Email {
  const headers = headerBlock(raw.slice(0, MAX_HEADER_BYTES));
  const bodyStart = raw.search(/\r?\n\r?\n/);
  const value = (name: string) => {
    const found = headerOf(headers, name);
    return found === null ? undefined : decodeWords(found);
  };
  return {
    headers: headers.map(({ name, value }) => ({ key: name, originalKey: name, value })),
    headerLines: [],
    subject: value("subject"),
    messageId: value("message-id"),
    inReplyTo: value("in-reply-to"),
    references: value("references"),
    date: value("date"),
    text: bodyStart < 0 ? "" : raw.slice(bodyStart).trim(),
    attachments: [],
  };
}

function addressesOf(headers: InboundHeader[], name: string): InboundAddress[] {
  const values = headers.filter((header) => header.name === name).map((header) => header.value);
  const parsed = values.flatMap((value) => addressParser(value.slice(0, 100_000), { flatten: true }) as Address[]);
  return parsed
    .filter((one) => one.address)
    .slice(0, MAX_ADDRESSES)
    .map((one) => ({ email: (one.address ?? "").trim().toLowerCase(), name: one.name.trim() }));
}

function idOf(value: string | undefined): string | null {
  const text = value?.trim() ?? "";
  return messageIdsIn(text)[0] ?? (text === "" ? null : text);
}

function dateOf(value: string | undefined): Date | null {
  if (value === undefined) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
