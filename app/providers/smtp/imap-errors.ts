/**
 * What an IMAP refusal means for us. Nothing is ever sent over IMAP, so `delivery` is always "not_sent".
 * Source: RFC 9051 7.1, RFC 5530 (response codes).
 */
import type { ImapFlowError } from "imapflow";
import { isProviderError, ProviderError, type ProviderErrorKind } from "../../domain/errors.ts";
import { problemOf } from "./mail-server.ts";

/** A sign-in that is refused for a reason other than the password. */
const PASSING = /too many|temporar|try again|internal (server )?error|rate limit/i;
const THROTTLED = new Set(["LIMIT", "INUSE", "UNAVAILABLE", "SERVERBUG", "THROTTLED"]);

export function imapErrorOf(error: unknown): ProviderError {
  if (isProviderError(error)) return error;
  const failure = error as ImapFlowError;
  const kind = kindOf(failure);
  const retryAfterMs = failure.code === "ETHROTTLE" ? failure.throttleReset : undefined;
  return new ProviderError(
    {
      kind,
      provider: "imap",
      message: sentenceOf(kind, failure),
      delivery: "not_sent",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    new Error(detailOf(failure)),
  );
}

function kindOf(failure: ImapFlowError): ProviderErrorKind {
  const code = failure.serverResponseCode?.toUpperCase();
  if (failure.code === "ETHROTTLE") return "rate_limited";
  if (failure.authenticationFailed) {
    // RFC 5530 3: UNAVAILABLE is the server's own trouble, CONTACTADMIN and EXPIRED are the account's.
    if (code === "UNAVAILABLE" || code === "INUSE" || code === "LIMIT") return "auth_transient";
    if (PASSING.test(textOf(failure))) return "auth_transient";
    return "auth_revoked";
  }
  if (failure.mailboxMissing || code === "NONEXISTENT") return "not_found";
  if (code === "OVERQUOTA") return "quota_exhausted";
  if (code && THROTTLED.has(code)) return "rate_limited";
  if (failure.responseStatus === "BAD") return "invalid_request";
  return "transient";
}

const SENTENCES: Partial<Record<ProviderErrorKind, string>> = {
  auth_revoked: "The mail server no longer accepts this mailbox's user name and password. Connect it again.",
  auth_transient: "The mail server cannot check the password at the moment.",
  rate_limited: "The mail server asks to wait before the mailbox is read again.",
  quota_exhausted: "The mailbox is full.",
  not_found: "The mailbox has no such folder.",
  invalid_request: "The mail server does not understand how the mailbox is read.",
};

function sentenceOf(kind: ProviderErrorKind, failure: ImapFlowError): string {
  if (problemOf([failure.code]) === "encryption") return "The mail server's certificate or encryption is not in order.";
  return SENTENCES[kind] ?? "The mailbox cannot be reached over IMAP or has trouble.";
}

function detailOf(failure: ImapFlowError): string {
  const { code, command, responseStatus, serverResponseCode } = failure;
  return [code, command, responseStatus, serverResponseCode, textOf(failure)].filter(Boolean).join(" ").slice(0, 500);
}

/** The server's words, where imapflow kept them, else its own. */
function textOf({ response, responseText, message }: ImapFlowError): string {
  return (typeof response === "string" && response) || responseText || message;
}
