/** The machine-readable parts of a report (RFC 3464, 5965, 8098) and the headers of the message it returns. */
import { Buffer } from "node:buffer";
import { type Attachment, addressParser } from "postal-mime";
import type { OriginalMessage, ReportParts } from "../domain/inbound-mail.ts";
import { headerBlock, headerOf, messageIdsIn } from "../domain/mail-headers.ts";

const MAX_PART_CHARS = 200_000;
const MAX_PARTS = 50;

/** `wholeType` and `wholeText`: a message that is itself one report part, without a multipart around it. */
export function readReportParts(attachments: Attachment[], wholeType: string, wholeText: string): ReportParts {
  const parts: ReportParts = { deliveryStatus: [], feedback: [], disposition: [], originals: [] };
  for (const attachment of attachments.slice(0, MAX_PARTS)) addPart(parts, attachment.mimeType, textOf(attachment));
  if (attachments.length === 0) addPart(parts, wholeType, wholeText);
  return parts;
}

function addPart(parts: ReportParts, mimeType: string, text: string): void {
  switch (mimeType.toLowerCase()) {
    case "message/delivery-status":
    case "message/global-delivery-status":
      parts.deliveryStatus.push(text);
      break;
    case "message/feedback-report":
      parts.feedback.push(text);
      break;
    case "message/disposition-notification":
      parts.disposition.push(text);
      break;
    case "message/rfc822":
    case "message/global":
    case "message/rfc822-headers":
    case "text/rfc822-headers":
    case "text/rfc822":
      parts.originals.push(originalOf(text));
      break;
  }
}

/** The names of a message in its header block. */
export function originalOf(text: string): OriginalMessage {
  const headers = headerBlock(text);
  const to = headerOf(headers, "to") ?? "";
  return {
    messageId: messageIdsIn(headerOf(headers, "message-id"))[0] ?? null,
    attemptId: headerOf(headers, "x-leadbitz-attempt"),
    to: addressParser(to.slice(0, 20_000), { flatten: true }).flatMap(({ address }) =>
      address ? [address.toLowerCase()] : [],
    ),
  };
}

function textOf({ content }: Attachment): string {
  if (typeof content === "string") return content.slice(0, MAX_PART_CHARS);
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  return Buffer.from(bytes.subarray(0, MAX_PART_CHARS)).toString("utf8");
}
