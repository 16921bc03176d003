/**
 * What a mail server's refusal means for us. The answer to the final dot, and a connection lost before the message
 * began, are certain: nothing left. A connection lost after it began leaves the outcome open.
 * Source: RFC 5321 4.2 and 4.1.1.10, RFC 3463 and RFC 4954 6 (codes); support.google.com/a/answer/3726730 and
 * learn.microsoft.com "NDRs in Exchange Online" (5.1.8, 5.4.5, 5.7.705, 5.7.708); reliability.md B.1.
 */
import { isProviderError, ProviderError, type ProviderErrorKind } from "../../domain/errors.ts";

/** What nodemailer tells of a failure. `code` is its own word, `originalCode` the system's. */
export type SmtpFailure = Error & {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: string;
  command?: string;
};

/** `hasMessageBegun`: a byte of the message may have reached the server. */
export type SmtpMoment = { hasMessageBegun: boolean };

/** About what we may send, not about a recipient's full mailbox (5.2.2). */
const OWN_QUOTA =
  /(daily|hourly|sending|outgoing|outbound|per[ -](day|hour)|24[ -]?hours?)[a-z -]{0,30}(limit|quota)|(limit|quota)[a-z -]{0,20}(per (day|hour)|exceeded for (user|account|sender))|too many (messages|mails)|\b5\.4\.5\b/i;
const THROTTLE =
  /\brate\b|throttl|too (many|fast|much)|slow down|limit|try again later|temporarily deferred|\b4\.7\.\d+\b/i;
/** A sign-in that is refused for a reason other than the password. */
const PASSING = /too many|temporar|try again|internal (server )?error/i;
/** About the account, not about one mail. */
const ACCOUNT_BLOCKED =
  /account[a-z' -]{0,30}(suspend|disabled|blocked|locked|restricted)|(suspended|blocked|restricted)[a-z -]{0,30}(account|user|sender|from sending)|bad outbound sender|unusual sending activity|outbound ?spam|not allowed to send|\b5\.1\.8\b|\b5\.7\.70[58]\b/i;
const POLICY = /policy|spam|reputation|blacklist|blocklist|blocked|content rejected|\b5\.7\.1\b/i;

export function smtpErrorOf(error: unknown, moment: SmtpMoment): ProviderError {
  if (isProviderError(error)) return error;
  const failure = error as SmtpFailure;
  const answer = answerCodeOf(failure, moment);
  const kind = answer === undefined ? silentKind(failure, moment) : answeredKind(answer, failure);
  return new ProviderError(
    {
      kind,
      provider: "smtp",
      message: sentenceOf(kind, answer, failure),
      delivery: kind === "ambiguous" ? "unknown" : "not_sent",
    },
    new Error(detailOf(failure)),
  );
}

/** Once the message began, only a whole answer to it counts; what a dying connection still said does not. */
function answerCodeOf(failure: SmtpFailure, { hasMessageBegun }: SmtpMoment): number | undefined {
  if (hasMessageBegun && failure.command !== "DATA") return undefined;
  return failure.responseCode || undefined;
}

function silentKind(failure: SmtpFailure, { hasMessageBegun }: SmtpMoment): ProviderErrorKind {
  if (hasMessageBegun) return "ambiguous";
  if (failure.code === "EMESSAGE" || failure.code === "EENVELOPE") return "invalid_request";
  return "transient";
}

function answeredKind(code: number, failure: SmtpFailure): ProviderErrorKind {
  const text = failure.response ?? "";
  // The server does not encrypt: no password was given to it.
  if (failure.code === "ETLS") return "transient";
  if (failure.code === "EAUTH" || /^AUTH/.test(failure.command ?? "")) return loginKind(code, text);
  if (code === 530 || code === 535 || code === 534) return "auth_revoked";
  if (code < 500) return THROTTLE.test(text) || code === 421 || code === 452 ? "rate_limited" : "transient";
  if (OWN_QUOTA.test(text) && !/\b5\.2\.[23]\b/.test(text)) return "quota_exhausted";
  if (ACCOUNT_BLOCKED.test(text)) return "blocked";
  if (code === 554 && failure.command !== "RCPT TO" && POLICY.test(text)) return "blocked";
  return "invalid_request";
}

/** RFC 4954 6: 454 is the server's own trouble, 432 a password to be changed, 534 and 538 a mechanism that is refused. */
function loginKind(code: number, text: string): ProviderErrorKind {
  if (code === 432) return "auth_revoked";
  if (code < 500) return THROTTLE.test(text) && !/authentication/i.test(text) ? "rate_limited" : "auth_transient";
  if (ACCOUNT_BLOCKED.test(text)) return "blocked";
  // RFC 4954 6: 5.7.8 says that it is the user name or the password.
  return PASSING.test(text) && !/\b5\.7\.8\b/.test(text) ? "auth_transient" : "auth_revoked";
}

const SENTENCES: Record<ProviderErrorKind, string> = {
  auth_revoked: "The mail server no longer accepts this mailbox's user name and password. Connect it again.",
  auth_transient: "The mail server cannot check the password at the moment.",
  scope_missing: "The mail server does not allow this mailbox to send. Connect it again.",
  rate_limited: "The mail server asks to wait before the next mail.",
  quota_exhausted: "The mail server's sending limit for this mailbox is used up.",
  invalid_request: "The mail server refused this mail.",
  not_found: "The mail server knows no such message.",
  cursor_expired: "The mail server numbered this mailbox anew.",
  ambiguous: "The mail server did not say whether it took the mail.",
  transient: "The mail server cannot be reached or has trouble.",
  blocked: "The mail server does not let this mailbox send: its account or its mail is blocked.",
};

function sentenceOf(kind: ProviderErrorKind, answer: number | undefined, failure: SmtpFailure): string {
  if (kind === "transient" && failure.code === "ETLS")
    return "The mail server's certificate or encryption is not in order.";
  if (kind !== "invalid_request" || answer === undefined) return SENTENCES[kind];
  const what = failure.command === "RCPT TO" ? "refused the recipient" : "refused this mail";
  return `The mail server ${what} (${answer}${statusOf(failure.response)}).`;
}

/** The enhanced status code alone: the text that follows is the server's, and may hold anything. */
function statusOf(response: string | undefined): string {
  const status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
  return status ? ` ${status}` : "";
}

function detailOf(failure: SmtpFailure): string {
  const { code, originalCode, command, response, message } = failure;
  return [code, originalCode, command, response ?? message].filter(Boolean).join(" ").slice(0, 500);
}
