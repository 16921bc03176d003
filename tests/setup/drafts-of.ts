import type { DraftOutbox, MailProvider, MailSession } from "../../app/providers/ports.ts";

export function draftsOf(provider: MailProvider<MailSession>, session: MailSession): DraftOutbox {
  const { outbox } = provider.open(session);
  if (outbox.kind !== "drafts") throw new Error("this mailbox has no drafts");
  return outbox;
}
