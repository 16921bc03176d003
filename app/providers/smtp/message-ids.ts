/**
 * Ids that stay when a message is moved between folders, which IMAP's own numbers do not: `mid:` and the Message-ID,
 * else `sum:` and a hash of the header block with the size. A thread is named by the message that began it.
 * Source: RFC 5322 3.6.4, RFC 9051 2.3.1.1.
 */
import { createHash } from "node:crypto";
import { headerBlock, headerOf, messageIdsIn } from "../../domain/mail-headers.ts";
import type { MailHeader, OutgoingMail, SentRef } from "../ports.ts";

/** The headers that ids are made of. */
export const ID_HEADERS = ["Message-ID", "References", "In-Reply-To"];

/** RFC 5322 2.1.1 allows 998 characters in a line; longer ones are hashed like missing ones. */
const LONGEST_ID = 900;
/** Our own mails' header block is far smaller. */
const HEADER_BYTES = 64 * 1024;

export function messageIdOf(headers: MailHeader[]): string | null {
  const value = headerOf(headers, "Message-ID");
  const id = messageIdsIn(value)[0] ?? value?.trim() ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  return id === "" || id.length > LONGEST_ID || /[\u0000-\u001f]/.test(id) ? null : id;
}

export function stableIdOf(messageIdHeader: string): string {
  return `mid:${messageIdHeader}`;
}

/** For messages without a usable Message-ID. */
export function summedIdOf(headerBytes: Uint8Array, size: number): string {
  return `sum:${createHash("sha256").update(headerBytes).update(`|${size}`).digest("hex")}`;
}

/** The Message-ID inside a stable id; null for a hash or anything else. */
export function messageIdIn(providerMessageId: string): string | null {
  return providerMessageId.startsWith("mid:") ? providerMessageId.slice(4) : null;
}

export function threadIdOf(headers: MailHeader[], own: string): string {
  const [first] = messageIdsIn(headerOf(headers, "References"));
  const [parent] = messageIdsIn(headerOf(headers, "In-Reply-To"));
  return first ?? parent ?? own;
}

/** `given`: the Message-ID that the server put in place of ours. */
export function sentRefOf(mail: OutgoingMail, given?: string): SentRef {
  const messageIdHeader = given ?? mail.messageIdHeader;
  const headers = headerBlock(Buffer.from(mail.mime.subarray(0, HEADER_BYTES)).toString("latin1"));
  return {
    providerMessageId: stableIdOf(messageIdHeader),
    threadId: threadIdOf(headers, messageIdHeader),
    messageIdHeader,
  };
}
