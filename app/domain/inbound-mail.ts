/** A received mail as the rules see it: parsed, decoded, plain. Made by app/mail/read-mail.ts. */

export type InboundAddress = { email: string; name: string };
export type InboundHeader = { name: string; value: string };

/** What a report says of the message it is about: the headers that name it. */
export type OriginalMessage = {
  messageId: string | null;
  attemptId: string | null;
  to: string[];
};

export type ReportParts = {
  /** Texts of message/delivery-status parts (RFC 3464). */
  deliveryStatus: string[];
  /** Texts of message/feedback-report parts (RFC 5965). */
  feedback: string[];
  /** Texts of message/disposition-notification parts (RFC 8098). */
  disposition: string[];
  /** Headers of returned messages, whole or headers only. */
  originals: OriginalMessage[];
};

export type InboundMail = {
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  from: InboundAddress | null;
  to: InboundAddress[];
  cc: InboundAddress[];
  subject: string;
  sentAt: Date | null;
  /** In the order received; names in lower case, values unfolded. */
  headers: InboundHeader[];
  text: string;
  html: string | null;
  /** Media type of the whole, in lower case, without parameters. */
  contentType: string;
  /** `report-type` of a multipart/report, in lower case; null for anything else. */
  reportType: string | null;
  reportParts: ReportParts;
  attachmentTypes: string[];
};
