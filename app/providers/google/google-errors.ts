/**
 * What Google's refusals mean for us. Only the call that sends may leave the outcome open: there, a time-out, a
 * reset or a 5xx is "unknown"; every 4xx means that nothing left. The vendor's error object stays behind, because
 * it carries tokens and the mail itself; status, reason and message go on as the cause.
 * Source: providers.md 1.4, 2.1, 2.6, 2.7 and 4.3.
 */
import { isProviderError, ProviderError, type ProviderErrorKind } from "../../domain/errors.ts";
import { answerOf, type GoogleAnswer } from "./google-answer.ts";

const DAY_MS = 86_400_000;

/** `isSend`: the request that makes a mail leave. */
export type GoogleCall = { name: string; isSend: boolean };

export function providerErrorOf(error: unknown, call: GoogleCall): ProviderError {
  if (isProviderError(error)) return error;
  const answer = answerOf(error);
  const kind = kindOf(answer, call);
  return new ProviderError(
    {
      kind,
      provider: "google",
      message: sentenceOf(kind, answer),
      delivery: kind === "ambiguous" ? "unknown" : "not_sent",
      retryAfterMs: retryAfterMsOf(answer),
      requestId: answer.requestId,
    },
    new Error(
      `${call.name}: ${answer.status ?? answer.networkCode ?? "no answer"} ${answer.reason} ${answer.message}`.trim(),
    ),
  );
}

/** Google answered with something that is not what its documentation promises. After a send, a mail may have left. */
export function unknownAnswer(call: GoogleCall, detail: string): ProviderError {
  return new ProviderError(
    {
      kind: call.isSend ? "ambiguous" : "transient",
      provider: "google",
      message: "Google answered in a form that is not known.",
      delivery: call.isSend ? "unknown" : "not_sent",
    },
    new Error(`${call.name}: ${detail}`),
  );
}

/** Revoking twice is no failure. */
export function isAlreadyRevoked(error: unknown): boolean {
  return answerOf(error).reason === "invalid_token";
}

export function isUnauthorized(error: unknown): boolean {
  return answerOf(error).status === 401;
}

/** These fail before a connection stands, so no byte of the request went out. */
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

function kindOf(answer: GoogleAnswer, call: GoogleCall): ProviderErrorKind {
  const { status, reason } = answer;
  if (status === undefined) {
    const isOpen = call.isSend && !NEVER_CONNECTED.has(answer.networkCode ?? "");
    return isOpen ? "ambiguous" : "transient";
  }
  if (status === 429) return "rate_limited";
  if (status >= 500 || status < 400) return call.isSend ? "ambiguous" : "transient";
  if (reason === "invalid_grant") return "auth_revoked";
  // The installation's own client is refused: no mailbox is to blame, so none is disconnected.
  if (reason === "invalid_client" || reason === "unauthorized_client") return "auth_transient";
  if (reason === "admin_policy_enforced" || reason === "domainPolicy") return "blocked";
  if (status === 401) return "auth_revoked";
  if (status === 403) return forbiddenKind(reason);
  if (status === 404) return call.name === "history.list" ? "cursor_expired" : "not_found";
  if (status === 400 && /mail service not enabled/i.test(answer.message)) return "blocked";
  return "invalid_request";
}

function forbiddenKind(reason: string): ProviderErrorKind {
  if (reason === "insufficientPermissions" || reason === "ACCESS_TOKEN_SCOPE_INSUFFICIENT") return "scope_missing";
  if (reason === "userRateLimitExceeded" || reason === "rateLimitExceeded") return "rate_limited";
  if (reason === "dailyLimitExceeded" || reason === "quotaExceeded") return "quota_exhausted";
  return "invalid_request";
}

/** The header in seconds or as a date, else the time in the text, counted from the answer's own date. */
function retryAfterMsOf(answer: GoogleAnswer): number | undefined {
  const header = answer.retryAfter?.trim();
  if (header && /^\d+$/.test(header)) return Math.min(Number(header) * 1000, DAY_MS);
  const named = header ?? /Retry after ([0-9T:.+-]+Z?)/i.exec(answer.message)?.[1];
  const atMs = Date.parse(named ?? "");
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(0, atMs - answer.answeredAtMs), DAY_MS);
}

const SENTENCES: Record<ProviderErrorKind, string> = {
  auth_revoked: "Google no longer accepts this mailbox's access. Connect it again.",
  auth_transient: "Google refuses this installation's OAuth client. Check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.",
  scope_missing: "A permission that this mailbox needs was not granted. Connect it again.",
  rate_limited: "Google asks to wait before the next call.",
  quota_exhausted: "Google's daily limit for this installation is used up.",
  invalid_request: "Google refused the request.",
  not_found: "Google knows no such message or thread.",
  cursor_expired: "Google no longer knows the place up to which this mailbox was read.",
  ambiguous: "Google did not say whether the mail left.",
  transient: "Google cannot be reached or has trouble.",
  blocked: "This account may not use Gmail here: its administrator or Google blocks it.",
};

function sentenceOf(kind: ProviderErrorKind, answer: GoogleAnswer): string {
  const shown =
    kind === "invalid_request" && answer.status ? ` (${answer.status} ${answer.reason})`.replace(" )", ")") : "";
  return SENTENCES[kind].replace(/\.$/, `${shown}.`);
}
