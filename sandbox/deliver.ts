// A mail arrives in a mailbox of the sandbox.

import { foreignMessageId } from "./ids.ts";
import { addMessage } from "./mailboxes.ts";
import { headerValue, readHeaders, withHeader } from "./mime.ts";
import { threadOfIncoming } from "./threads.ts";
import type { Mailbox, StoredMessage } from "./world.ts";

const INBOX = ["UNREAD", "CATEGORY_PERSONAL", "INBOX"];

export function deliver(mailbox: Mailbox, raw: string, at: Date, labelIds: string[] = INBOX): StoredMessage {
  const headers = readHeaders(raw);
  const named =
    headerValue(headers, "Message-ID") === "" ? withHeader(raw, "Message-ID", foreignMessageId("mx.google.com")) : raw;
  const dated = headerValue(headers, "Date") === "" ? withHeader(named, "Date", mailDate(at)) : named;
  const traced = `Delivered-To: ${mailbox.email}\r\n${dated}`;
  return addMessage(mailbox, { raw: traced, threadId: threadOfIncoming(mailbox, traced), labelIds: [...labelIds], at });
}

/** A date as RFC 5322 section 3.3 writes it. */
export function mailDate(at: Date): string {
  return at.toUTCString().replace("GMT", "+0000");
}
