// Gmail accepts a mail: the sending limit, the rewritten Message-ID, the ledger,
// and the mail's arrival at its recipients. Everything here happens at once or not at all.
// Source: providers.md 2.5 and 2.6.
import { mailDate } from "./deliver.ts";
import { invalidArgument, tooManyRequests } from "./errors.ts";
import { Refusal } from "./http.ts";
import { gmailMessageId } from "./ids.ts";
import { enterInLedger, handOver, roomAtMs } from "./ledger.ts";
import { addMessage } from "./mailboxes.ts";
import { addressesIn, type Header, headerValue, recipientsOf, withHeader } from "./mime.ts";
import type { Mailbox, StoredMessage, World } from "./world.ts";

const RECIPIENTS_MAX = 100;

export function acceptMail(world: World, mailbox: Mailbox, draft: StoredMessage, now: Date): StoredMessage {
  requireRoomToday(mailbox, now);
  const recipients = recipientsOf(draft.headers).map((recipient) => recipient.address);
  if (recipients.length === 0) throw invalidArgument("Recipient address required");
  if (recipients.length > RECIPIENTS_MAX) throw invalidArgument("Too many recipients");

  const raw = asTransmitted(mailbox, draft.raw, draft.headers, now);
  const isToItself = recipients.includes(mailbox.email);
  const labelIds = isToItself ? ["SENT", "INBOX", "UNREAD"] : ["SENT"];
  const message = addMessage(mailbox, { raw, threadId: draft.threadId, labelIds, at: now });
  enterInLedger(world, mailbox, message, now);
  handOver(world, mailbox, message, now);
  return message;
}

function requireRoomToday(mailbox: Mailbox, now: Date): void {
  const atMs = roomAtMs(mailbox, { spanMs: 86_400_000, limit: mailbox.dailyLimit }, now);
  if (atMs !== null) throw new Refusal(tooManyRequests(new Date(atMs), " (Mail sending)"));
}

function asTransmitted(mailbox: Mailbox, raw: string, headers: Header[], now: Date): string {
  const from = addressesIn(headerValue(headers, "From"))[0]?.address ?? "";
  const isOwn = from === mailbox.email || mailbox.aliases.includes(from);
  const own = mailbox.name === "" ? mailbox.email : `${mailbox.name} <${mailbox.email}>`;
  const signed = isOwn ? raw : withHeader(raw, "From", own);
  const dated = headerValue(headers, "Date") === "" ? withHeader(signed, "Date", mailDate(now)) : signed;
  const named = withHeader(dated, "Message-ID", gmailMessageId());
  return `Received: from 523421 named unknown by gmailapi.google.com with HTTPREST; ${mailDate(now)}\r\n${named}`;
}
