// Time passes for accepted mails: out of Drafts into the Outbox, into Sent Items, and on to their recipients.
// Source: providers.md 3.3 and 4.2.
import { handOver } from "./ledger.ts";
import { moveMessage } from "./mailboxes.ts";
import type { World } from "./world.ts";

export function settleSubmissions(world: World, now: Date): void {
  if (world.submissions.length === 0) return;
  for (const { mailbox: email, messageId, leavesDraftsAtMs } of world.submissions) {
    const mailbox = world.mailboxes.get(email);
    const message = mailbox?.messages.get(messageId);
    if (!mailbox || !message?.labelIds.includes("DRAFT") || leavesDraftsAtMs > now.getTime()) continue;
    mailbox.drafts.delete(messageId);
    moveMessage(mailbox, message, ["OUTBOX"]);
  }
  const due = world.submissions.filter(({ sentAtMs }) => sentAtMs <= now.getTime());
  if (due.length === 0) return;
  world.submissions = world.submissions.filter(({ sentAtMs }) => sentAtMs > now.getTime());
  for (const { mailbox: email, messageId, sentAtMs } of due) {
    const mailbox = world.mailboxes.get(email);
    const message = mailbox?.messages.get(messageId);
    if (!mailbox || !message) continue;
    if (!message.labelIds.includes("SENT")) {
      message.internalDateMs = sentAtMs;
      moveMessage(mailbox, message, ["SENT"]);
    }
    handOver(world, mailbox, message, new Date(sentAtMs));
  }
}
