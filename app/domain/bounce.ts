/**
 * Delivery reports: whether a mail is one, whom it names, and whether the failure is the address's,
 * the mailbox's or ours. Needs a real report part or a mail system as the sender; a person who quotes
 * a report is a person.
 */
import { type BounceKind, kindOf } from "./bounce-kind.ts";
import type { InboundMail } from "./inbound-mail.ts";
import { addressesIn, fieldBlocks, hasHeader, headerOf, messageIdsIn } from "./mail-headers.ts";

export type BouncedRecipient = { email: string; status: string | null; diagnostic: string | null };

export type BounceReport = {
  kind: BounceKind | "delayed";
  recipients: BouncedRecipient[];
  /** Message-IDs by which the report names the mail it is about, the surest first. */
  originalMessageIds: string[];
  originalAttemptId: string | null;
};

type StatusBlock = BouncedRecipient & { action: string };

const DAEMON_LOCAL =
  /^(?:mailer-?daemon|maildaemon|postmaster|post_?master|post_?office|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+|bounces?|ndr|mailsystem|mail-?delivery.*|imss)(?:[+=-].*)?$/i;
const DAEMON_NAME =
  /mail(?:er)?[ -]?(?:delivery|daemon|system)|delivery (?:sub)?system|system administrator|postmaster|content.?filter|internet mail delivery/i;
const FAILURE_SUBJECT =
  /undeliver|delivery (?:status|failure|has failed|problem|notification|report)|deliver(?:y|ed) fail|mail delivery|returned mail|mail failed|returning to sender|failure notice|failed mail|non[- ]?delivery|mail (?:error|failure|could not)|could not be delivered|message (?:you sent|delivery)|processing error|mail system error|nondeliverable|unzustellbar|non remis|no entregad|エラー|не доставлен/i;
const FAILURE_TEXT =
  /could not be delivered|couldn't be delivered|delivery (?:has )?failed|undeliverable|permanent(?:ly)? (?:fatal )?(?:error|fail)|did not reach|unable to deliver|not (?:be )?delivered|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|returned to (?:the )?sender|failed to deliver|delivery to the following recipient|unable to (?:send|relay)|does(?:n't| not) exist|rejected|\b5\d\d[ -][^\n]{0,80}|\b5\.\d\.\d{1,3}\b|account (?:is )?(?:disabled|inactive|over)|配信|送信できません/i;
/** Challenge services dress their question up as a report; the mail itself was taken. */
const CHALLENGE = /^x-boxbe-notice|not pre-?approved/i;
const DELAY_TEXT =
  /\b(?:delayed|will be (?:retried|kept|re-?tried)|still being retried|will (?:continue|keep) (?:to )?try|delivery (?:is )?delayed|has not (?:yet )?been delivered|no action is required|do not need to resend|warning only)\b/i;

/**
 * Shape   mail → report with the deciding rule, or null when it reports no failure and no delay
 * Rules   only `Action: failed` bounces; `delayed` informs
 * Source  RFC 3464 2.3.3, RFC 3463, providers.md 5.2
 */
export function readBounce(mail: InboundMail): (BounceReport & { reason: string }) | null {
  const blocks = mail.reportParts.deliveryStatus.flatMap(fieldBlocks).flatMap(statusBlock);
  const names = references(mail);
  if (blocks.some(({ diagnostic }) => CHALLENGE.test(diagnostic ?? ""))) return null;
  const failed = blocks.filter(({ action }) => action === "failed");
  if (failed.length > 0) {
    const text = mail.text.slice(0, 20_000);
    const kinds = failed.map(({ status, diagnostic }) => kindOf(status, diagnostic ?? "", text));
    const kind = kinds.includes("hard") ? "hard" : (kinds[0] ?? "soft");
    return {
      ...names,
      kind,
      recipients: unique(failed),
      reason: `A delivery report says that delivery failed (${kind}).`,
    };
  }
  const delayed = blocks.filter(({ action }) => action === "delayed");
  if (delayed.length > 0) {
    return {
      ...names,
      kind: "delayed",
      recipients: unique(delayed),
      reason: "A delivery report says that delivery is delayed.",
    };
  }
  if (blocks.length > 0 || !isFromMailSystem(mail)) return null;
  return readUnstructured(mail, names);
}

/** Reports in prose, as older systems write them; only from a mail system. */
function readUnstructured(
  mail: InboundMail,
  names: ReturnType<typeof references>,
): (BounceReport & { reason: string }) | null {
  const head = reportHead(mail.text);
  const said = `${mail.subject}\n${head}`;
  if (/^(?:mailer|mail|message)?.{0,20}(?:warning|delayed)/i.test(mail.subject) && DELAY_TEXT.test(said)) {
    const recipients = recipientsIn(mail, head);
    return { ...names, kind: "delayed", recipients, reason: "A mail system says that delivery is delayed." };
  }
  const isFailure =
    hasHeader(mail.headers, "x-failed-recipients") || FAILURE_SUBJECT.test(mail.subject) || FAILURE_TEXT.test(head);
  const isAnswer = /^\s*(?:re|aw|sv|antw)\s*:/i.test(mail.subject) && headerOf(mail.headers, "return-path") !== "<>";
  if (!isFailure || (isAnswer && !hasHeader(mail.headers, "x-failed-recipients"))) return null;
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(head)?.[0] ?? null;
  const kind = kindOf(status, head, "");
  return {
    ...names,
    kind,
    recipients: recipientsIn(mail, head),
    reason: `A mail system says that delivery failed (${kind}).`,
  };
}

export function isFromMailSystem(mail: InboundMail): boolean {
  if (hasHeader(mail.headers, "x-failed-recipients") || hasHeader(mail.headers, "x-ms-exchange-message-is-ndr"))
    return true;
  if (mail.reportType === "delivery-status" && !mail.inReplyTo) return true;
  const from = headerOf(mail.headers, "from") ?? "";
  const local = mail.from?.email.split("@")[0] ?? "";
  if (DAEMON_LOCAL.test(local) || (mail.from === null && hasFailureShape(mail))) return true;
  return (
    (/<>/.test(from) || /^mailer-daemon$/i.test(from.trim()) || DAEMON_NAME.test(mail.from?.name ?? from)) &&
    hasFailureShape(mail)
  );
}

function hasFailureShape(mail: InboundMail): boolean {
  return (
    FAILURE_SUBJECT.test(mail.subject) || mail.reportType !== null || headerOf(mail.headers, "return-path") === "<>"
  );
}

function statusBlock(fields: ReturnType<typeof fieldBlocks>[number]): StatusBlock[] {
  const action =
    headerOf(fields, "action")
      ?.split(/[\s;(]/)[0]
      ?.toLowerCase() ?? null;
  const recipient = headerOf(fields, "original-recipient") ?? headerOf(fields, "final-recipient");
  if (action === null && recipient === null) return [];
  const final = addressOf(headerOf(fields, "final-recipient")) ?? addressOf(recipient);
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(headerOf(fields, "status") ?? "")?.[0] ?? null;
  const diagnostic = headerOf(fields, "diagnostic-code") ?? null;
  return [
    { email: final ?? "", status, diagnostic, action: action === "expired" || action === null ? "failed" : action },
  ];
}

function addressOf(field: string | null): string | null {
  return addressesIn((field ?? "").replace(/^[^;]*;/, ""))[0] ?? null;
}

function unique(blocks: StatusBlock[]): BouncedRecipient[] {
  const byEmail = new Map<string, BouncedRecipient>();
  for (const { email, status, diagnostic } of blocks)
    if (email && !byEmail.has(email)) byEmail.set(email, { email, status, diagnostic });
  return [...byEmail.values()];
}

function references(mail: InboundMail): { originalMessageIds: string[]; originalAttemptId: string | null } {
  const { originals, deliveryStatus } = mail.reportParts;
  const named = deliveryStatus
    .flatMap(fieldBlocks)
    .flatMap((fields) => messageIdsIn(headerOf(fields, "x-original-message-id")));
  const returned = originals.flatMap(({ messageId }) => (messageId ? [messageId] : []));
  const inText = messageIdsIn(/^\s*Message-I[Dd]:\s*(<[^<>\s]+>)/m.exec(mail.text.slice(0, 100_000))?.[1]);
  const ids = [
    ...returned,
    ...named,
    ...(mail.inReplyTo ? messageIdsIn(mail.inReplyTo) : []),
    ...mail.references,
    ...inText,
  ];
  const attempt = /^\s*X-LeadBitz-Attempt:\s*([\w-]{1,100})\s*$/im.exec(mail.text.slice(0, 100_000))?.[1] ?? null;
  const originalAttemptId = originals.find(({ attemptId }) => attemptId)?.attemptId ?? attempt;
  return { originalMessageIds: [...new Set(ids)], originalAttemptId };
}

/** The system's own words: up to where it returns the original. */
function reportHead(text: string): string {
  const cut =
    /^.{0,10}(?:-{3,}.{0,60}(?:copy of the|original message|returned message|header|unsent message|below this line)|Received: from |Return-Path: |Original message|Message header follows)/im.exec(
      text,
    );
  return (cut && cut.index > 20 ? text.slice(0, cut.index) : text).slice(0, 8_000);
}

function recipientsIn(mail: InboundMail, head: string): BouncedRecipient[] {
  const named = addressesIn(headerOf(mail.headers, "x-failed-recipients") ?? "");
  const own = new Set([...mail.to, ...(mail.from ? [mail.from] : [])].map(({ email }) => email));
  const isPerson = (email: string) => !own.has(email) && !/^(?:mailer-daemon|postmaster|abuse|support)@/.test(email);
  const found = named.length > 0 ? named : addressesIn(head).filter(isPerson).slice(0, 20);
  return found.map((email) => ({ email, status: null, diagnostic: null }));
}
