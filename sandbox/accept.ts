// Gmail accepts a mail: the sending limit, the rewritten Message-ID, the ledger,
// and the mail's arrival at its recipients. Everything here happens at once or not at all.
// Source: providers.md 2.5 and 2.6.
import { appendFileSync } from "node:fs";
import { schedulePeople } from "./agenda.ts";
import { deliver, mailDate } from "./deliver.ts";
import { invalidArgument, tooManyRequests } from "./errors.ts";
import { Refusal } from "./http.ts";
import { gmailMessageId } from "./ids.ts";
import { addMessage } from "./mailboxes.ts";
import { addressesIn, type Header, headerValue, readHeaders, recipientsOf, toText, withHeader } from "./mime.ts";
import type { LedgerItem, Mailbox, StoredMessage, World } from "./world.ts";

const DAY_MS = 86_400_000;
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
  mailbox.sentAtMs.push(now.getTime());
  enterInLedger(world, mailbox, message, recipients, now);

  const forOthers = withHeader(raw, "Bcc", undefined);
  for (const address of recipients) {
    const neighbour = world.mailboxes.get(address);
    if (neighbour && neighbour !== mailbox) deliver(neighbour, forOthers, now);
    else if (!neighbour) schedulePeople(world, mailbox, message, address, now);
  }
  return message;
}

function requireRoomToday(mailbox: Mailbox, now: Date): void {
  const since = now.getTime() - DAY_MS;
  mailbox.sentAtMs = mailbox.sentAtMs.filter((atMs) => atMs > since);
  if (mailbox.sentAtMs.length < mailbox.dailyLimit) return;
  const roomAtMs = (mailbox.sentAtMs[mailbox.sentAtMs.length - mailbox.dailyLimit] ?? now.getTime()) + DAY_MS;
  throw new Refusal(tooManyRequests(new Date(roomAtMs), " (Mail sending)"));
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

function enterInLedger(world: World, mailbox: Mailbox, message: StoredMessage, recipients: string[], now: Date): void {
  const item: LedgerItem = {
    id: message.id,
    mailbox: mailbox.email,
    threadId: message.threadId,
    messageId: message.messageId,
    to: recipients.join(", "),
    subject: headerValue(readHeaders(message.raw), "Subject"),
    acceptedAt: now.toISOString(),
    raw: toText(message.raw),
  };
  world.ledger.push(item);
  if (world.ledgerFile !== "") appendFileSync(world.ledgerFile, `${JSON.stringify(item)}\n`);
}
