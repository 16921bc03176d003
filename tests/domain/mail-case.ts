/** A received mail for tests of the rules: only what matters to the case is given. */
import type { InboundMail } from "../../app/domain/inbound-mail.ts";

export function inboundMail(about: Partial<InboundMail> = {}): InboundMail {
  return {
    messageId: "<in@ex.org>",
    inReplyTo: null,
    references: [],
    from: { email: "bo@ex.org", name: "Bo" },
    to: [{ email: "ana@acme.test", name: "" }],
    cc: [],
    subject: "Re: Hello",
    sentAt: null,
    headers: [],
    text: "",
    html: null,
    contentType: "text/plain",
    reportType: null,
    reportParts: { deliveryStatus: [], feedback: [], disposition: [], originals: [] },
    attachmentTypes: [],
    ...about,
  };
}

export function headersFrom(record: Record<string, string>): InboundMail["headers"] {
  return Object.entries(record).map(([name, value]) => ({ name: name.toLowerCase(), value }));
}
