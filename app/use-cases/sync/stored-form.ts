/** A received mail as its row: what is shown later, and the headers that explain it. */
import type { InboundMail } from "../../domain/inbound-mail.ts";
import type { MessageHead } from "../../providers/ports.ts";

const MAX_HEADERS = 200;
const MAX_VALUE_CHARS = 2_000;

export function storedFormOf(mail: InboundMail, received: MessageHead) {
  return {
    providerMessageId: received.providerMessageId,
    messageIdHeader: mail.messageId,
    inReplyTo: mail.inReplyTo,
    fromEmail: mail.from?.email ?? "",
    fromName: mail.from?.name ?? "",
    toEmails: [...mail.to, ...mail.cc].map(({ email }) => email),
    subject: mail.subject,
    textBody: mail.text,
    htmlRaw: mail.html,
    headers: mail.headers
      .slice(0, MAX_HEADERS)
      .map(({ name, value }) => ({ name, value: value.slice(0, MAX_VALUE_CHARS) })),
    receivedAt: received.receivedAt,
  };
}
