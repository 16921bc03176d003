// What every provider does with a mail that it accepts: one line in the ledger, and the mail's arrival at its
// recipients. The ledger is written when the provider says yes, whenever the mail then leaves.
import { appendFileSync } from "node:fs";
import { schedulePeople } from "./agenda.ts";
import { deliver } from "./deliver.ts";
import { headerValue, readHeaders, recipientsOf, toText, withHeader } from "./mime.ts";
import type { LedgerItem, Mailbox, StoredMessage, World } from "./world.ts";

const DAY_MS = 86_400_000;

export function enterInLedger(world: World, mailbox: Mailbox, message: StoredMessage, now: Date): void {
  const item: LedgerItem = {
    id: message.id,
    mailbox: mailbox.email,
    threadId: message.threadId,
    messageId: message.messageId,
    to: addressesOf(message).join(", "),
    subject: headerValue(readHeaders(message.raw), "Subject"),
    acceptedAt: now.toISOString(),
    raw: toText(message.raw),
  };
  mailbox.sentAtMs.push(now.getTime());
  world.ledger.push(item);
  if (world.ledgerFile !== "") appendFileSync(world.ledgerFile, `${JSON.stringify(item)}\n`);
}

/** The mail reaches its recipients: mailboxes of the sandbox at once, people when they get round to it. */
export function handOver(world: World, mailbox: Mailbox, message: StoredMessage, now: Date): void {
  const forOthers = withHeader(message.raw, "Bcc", undefined);
  for (const address of addressesOf(message)) {
    const neighbour = world.mailboxes.get(address);
    if (neighbour && neighbour !== mailbox) deliver(neighbour, forOthers, now);
    else if (!neighbour) schedulePeople(world, mailbox, message, address, now);
  }
}

/** When the mailbox may send again under a limit; null when it may now. */
export function roomAtMs(mailbox: Mailbox, rule: { spanMs: number; limit: number }, now: Date): number | null {
  const { sentAtMs } = mailbox;
  while ((sentAtMs[0] ?? Number.POSITIVE_INFINITY) <= now.getTime() - DAY_MS) sentAtMs.shift();
  if (rule.limit <= 0) return now.getTime() + rule.spanMs;
  // The oldest of the last `limit` mails: as long as it is inside the span, there is no room.
  const firstMs = sentAtMs[sentAtMs.length - rule.limit];
  return firstMs === undefined || firstMs <= now.getTime() - rule.spanMs ? null : firstMs + rule.spanMs;
}

function addressesOf(message: StoredMessage): string[] {
  return recipientsOf(message.headers).map((recipient) => recipient.address);
}
