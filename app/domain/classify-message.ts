/**
 * What a received mail is to a campaign. The order decides: delivery report, complaint, automatic
 * answer, opt-out, and only then a person's reply (providers.md 5.1). A person's mail is never taken
 * for a bounce: that needs a real report part, or a mail system as the sender.
 */
import { autoReplySign, isListMail } from "./auto-reply.ts";
import { type BounceReport, readBounce } from "./bounce.ts";
import type { InboundMail } from "./inbound-mail.ts";
import { fieldBlocks, headerOf } from "./mail-headers.ts";
import { optOutWords } from "./opt-out.ts";
import { newTextOf } from "./reply-text.ts";

export type MessageClass = "bounce" | "complaint" | "auto_reply" | "unsubscribe" | "reply" | "notice";

export type ClassifiedMessage = {
  class: MessageClass;
  /** Which mail it is about: present for bounces, complaints, and notices of delay (kind "delayed"). */
  bounce?: BounceReport;
  /** Which rule decided, as a sentence for people. */
  reason: string;
};

/**
 * Classifies a received mail.
 *
 * Shape   mail, and the texts of our own mails to that person → class with the deciding rule
 * Rules   a delay is a notice; an absence notice is never an opt-out; our own quoted words never count
 * Errors  none
 * Source  providers.md 5.1–5.3; RFC 3464, RFC 5965, RFC 3834
 */
export function classifyMessage(mail: InboundMail, ownTexts: string[] = []): ClassifiedMessage {
  const complaint = complaintOf(mail);
  if (complaint) return complaint;
  const found = readBounce(mail);
  if (found) {
    const { reason, ...bounce } = found;
    return { class: bounce.kind === "delayed" ? "notice" : "bounce", bounce, reason };
  }
  if (mail.reportParts.deliveryStatus.some((text) => /x-boxbe-notice/i.test(text))) {
    return { class: "auto_reply", reason: "A challenge service asks the sender to prove himself." };
  }
  if (mail.reportParts.disposition.length > 0 || mail.reportType === "disposition-notification") {
    return { class: "notice", reason: "It is a receipt of reading or delivery (RFC 8098)." };
  }
  if (mail.reportParts.deliveryStatus.length > 0) {
    return { class: "notice", reason: "It is a delivery report without a failure." };
  }
  const newText = newTextOf(mail.text);
  const sign = autoReplySign(mail, newText);
  if (sign) return { class: "auto_reply", reason: sign };
  if (/^mailer-?daemon@/i.test(mail.from?.email ?? "")) {
    return { class: "notice", reason: "A mail system wrote it, but it reports no failure." };
  }
  const words = optOutWords(mail, ownTexts);
  if (words !== null) return { class: "unsubscribe", reason: `The new text says “${words.slice(0, 80)}”.` };
  if (isListMail(mail)) return { class: "notice", reason: "It came through a mailing list and answers no mail." };
  return { class: "reply", reason: "No sign of a report, an automatic answer or an opt-out: a person wrote it." };
}

/** ARF: `abuse` and its kin are complaints, `opt-out` is an unsubscribe, `auth-failure` is about DMARC. */
function complaintOf(mail: InboundMail): ClassifiedMessage | null {
  const staffReport =
    /^complaint about message from /i.test(mail.subject) && /^staff@hotmail\.com$/i.test(mail.from?.email ?? "");
  if (mail.reportType !== "feedback-report" && mail.reportParts.feedback.length === 0 && !staffReport) return null;
  const fields = mail.reportParts.feedback.flatMap(fieldBlocks).flat();
  const type = (headerOf(fields, "feedback-type") ?? "abuse").toLowerCase();
  if (type === "auth-failure" || /^dmarc/i.test(type)) {
    return { class: "notice", reason: "It is a report of failed authentication (RFC 6591), not of a complaint." };
  }
  if (type === "not-spam") return { class: "notice", reason: "The feedback report says it was not spam." };
  return {
    class: "complaint",
    bounce: feedbackReferences(mail),
    reason: `It is a feedback report of type ${type} (RFC 5965).`,
  };
}

/** A complaint names its mail like a bounce does; its kind says that the recipient blocks us. */
function feedbackReferences(mail: InboundMail): BounceReport {
  const fields = mail.reportParts.feedback.flatMap(fieldBlocks).flat();
  const recipients = fields.filter(({ name }) => name === "original-rcpt-to" || name === "removal-recipient");
  return {
    kind: "blocked",
    recipients: recipients.map(({ value }) => ({
      email: value.replace(/^.*;/, "").replace(/[<>]/g, "").trim().toLowerCase(),
      status: null,
      diagnostic: null,
    })),
    originalMessageIds: mail.reportParts.originals.flatMap(({ messageId }) => (messageId ? [messageId] : [])),
    originalAttemptId: mail.reportParts.originals.find(({ attemptId }) => attemptId)?.attemptId ?? null,
  };
}
