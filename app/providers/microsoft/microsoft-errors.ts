/**
 * What Microsoft's refusals mean for us. Graph's `code` counts before the status, because one code comes with several
 * statuses; the token endpoint speaks in AADSTS numbers. Only the call that sends may leave the outcome open: there, a
 * time-out, a reset or a 5xx is "unknown"; every 4xx means that nothing left.
 * Source: providers.md 1.4, 3.1, 3.8 and 4.3.
 */
import { isProviderError, ProviderError, type ProviderErrorKind } from "../../domain/errors.ts";
import { graphKinds, loginKinds } from "./microsoft-codes.ts";

const DAY_MS = 86_400_000;

/** `isSend`: the request that makes a mail leave. */
export type MicrosoftCall = { name: string; isSend: boolean };

/** A refusal, or no answer at all (`status` undefined, `networkCode` says how). */
export type MicrosoftFailure = {
  status: number | undefined;
  networkCode: string | undefined;
  /** Graph's code, or `error` of the token endpoint; "" when there is none. */
  code: string;
  /** The AADSTS numbers of the token endpoint. */
  numbers: number[];
  message: string;
  retryAfter: string | undefined;
  requestId: string | undefined;
};

export function microsoftError(failure: MicrosoftFailure, call: MicrosoftCall): ProviderError {
  const kind = kindOf(failure, call);
  return new ProviderError(
    {
      kind,
      provider: "microsoft",
      message: sentenceOf(kind, failure),
      delivery: kind === "ambiguous" ? "unknown" : "not_sent",
      retryAfterMs: retryAfterMsOf(failure.retryAfter),
      requestId: failure.requestId,
    },
    new Error(
      `${call.name}: ${failure.status ?? failure.networkCode ?? "no answer"} ${failure.code} ${failure.message}`.trim(),
    ),
  );
}

/** Microsoft answered with something that is not what its documentation promises. After a send, a mail may have left. */
export function unknownAnswer(call: MicrosoftCall, detail: string): ProviderError {
  return new ProviderError(
    {
      kind: call.isSend ? "ambiguous" : "transient",
      provider: "microsoft",
      message: "Microsoft answered in a form that is not known.",
      delivery: call.isSend ? "unknown" : "not_sent",
    },
    new Error(`${call.name}: ${detail}`),
  );
}

/** A place of reading that cannot be used any more, or is none of ours. */
export function cursorExpired(detail: string): ProviderError {
  return new ProviderError(
    { kind: "cursor_expired", provider: "microsoft", message: SENTENCES.cursor_expired, delivery: "not_sent" },
    new Error(detail),
  );
}

/** A thing that is gone is an answer, not a failure. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isProviderError(error) && error.kind === "not_found") return null;
    throw error;
  }
}

/** These fail before a connection stands, so no byte of the request went out. */
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

function kindOf(failure: MicrosoftFailure, call: MicrosoftCall): ProviderErrorKind {
  const { status, code, numbers } = failure;
  if (status === undefined) {
    const isOpen = call.isSend && !NEVER_CONNECTED.has(failure.networkCode ?? "");
    return isOpen ? "ambiguous" : "transient";
  }
  // Whatever it says, a server in trouble may have taken the mail.
  if (call.isSend && status >= 500) return "ambiguous";
  const named = graphKinds[code] ?? numbers.flatMap((number) => loginKinds[number] ?? [])[0] ?? loginKinds[code];
  if (named) return named;
  if (status === 429) return "rate_limited";
  if (status >= 500 || status < 400) return call.isSend ? "ambiguous" : "transient";
  if (status === 401) return "auth_revoked";
  if (status === 404) return "not_found";
  return status === 410 ? "cursor_expired" : "invalid_request";
}

/** The header in seconds or as a date. */
function retryAfterMsOf(header: string | undefined): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, DAY_MS);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(0, atMs - Date.now()), DAY_MS);
}

const SENTENCES: Record<ProviderErrorKind, string> = {
  auth_revoked: "Microsoft no longer accepts this mailbox's access. Connect it again.",
  auth_transient:
    "Microsoft refuses this installation's application. Check MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET.",
  scope_missing: "A permission that this mailbox needs was not granted. Connect it again.",
  rate_limited: "Microsoft asks to wait before the next call.",
  quota_exhausted: "Microsoft's sending limit of this mailbox is used up.",
  invalid_request: "Microsoft refused the request.",
  not_found: "Microsoft knows no such message.",
  cursor_expired: "Microsoft no longer knows the place up to which this mailbox was read.",
  ambiguous: "Microsoft did not say whether the mail left.",
  transient: "Microsoft cannot be reached or has trouble.",
  blocked: "Microsoft or the organisation's administrator blocks this mailbox.",
};

const ADMIN_NUMBERS = [90094, 90095];

function sentenceOf(kind: ProviderErrorKind, { status, code, numbers }: MicrosoftFailure): string {
  if (numbers.some((number) => ADMIN_NUMBERS.includes(number)))
    return "An administrator of this organisation has to approve the application first.";
  const shown = kind === "invalid_request" && status ? ` (${status} ${code})`.replace(" )", ")") : "";
  return SENTENCES[kind].replace(/\.$/, `${shown}.`);
}
