/** Errors as HTTP says them: one table from code to status, and RFC 9457 problem details for the API. */
import { AppError, type ErrorCode, isAppError } from "../domain/errors.ts";

const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  invalid_input: { status: 400, title: "Bad Request" },
  unauthenticated: { status: 401, title: "Unauthorized" },
  payment_required: { status: 402, title: "Payment Required" },
  forbidden: { status: 403, title: "Forbidden" },
  not_found: { status: 404, title: "Not Found" },
  conflict: { status: 409, title: "Conflict" },
  not_ready: { status: 409, title: "Conflict" },
  reauth_required: { status: 409, title: "Conflict" },
  limit_reached: { status: 429, title: "Too Many Requests" },
  rate_limited: { status: 429, title: "Too Many Requests" },
  internal: { status: 500, title: "Internal Server Error" },
  provider_failed: { status: 502, title: "Bad Gateway" },
  busy: { status: 503, title: "Service Unavailable" },
};

const DEFAULT_RETRY_AFTER_MS = 60_000;
const UNEXPECTED = "The fault is ours and was logged. Planned mails go on as planned.";

export type ProblemAnswer = { status: number; headers: Record<string, string> };

/** Somebody else held the same rows too long (lock_not_available, deadlock_detected): nothing changed, try again. */
const LOCK_STATES = new Set(["55P03", "40P01"]);
const BUSY = "Somebody else is changing the same thing at this moment. Nothing was changed; try again.";
const BUSY_RETRY_MS = 2_000;

/** Status and headers of an error: 429 and 503 always say when to come back. */
export function problemAnswer(error: unknown): ProblemAnswer {
  const { code, details } = asAppError(error);
  const { status } = STATUS[code] ?? STATUS.internal;
  const headers: Record<string, string> = {};
  if (status === 429 || status === 503)
    headers["Retry-After"] = String(Math.ceil((details.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS) / 1000));
  if (status === 401) headers["WWW-Authenticate"] = "Bearer";
  return { status, headers };
}

/**
 * Problem details of an error.
 *
 * Rules   details of an AppError are shown (`issues` as `errors`); an unexpected error shows nothing of itself
 * Source  RFC 9457 section 3
 */
export function problemResponse(error: unknown): Response {
  const { code, message, details } = asAppError(error);
  const { status, headers } = problemAnswer(error);
  const { issues, retryAfterMs: _, ...extensions } = details;
  const body = {
    ...extensions,
    type: "about:blank",
    title: (STATUS[code] ?? STATUS.internal).title,
    status,
    detail: message,
    code,
    ...(issues ? { errors: issues } : {}),
  };
  return Response.json(body, {
    status,
    headers: { ...headers, "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
  });
}

/** True for errors that a person should look at. */
export function isUnexpected(error: unknown): boolean {
  if (isLockTimeout(error)) return false;
  return !isAppError(error) || error.code === "internal" || !(error.code in STATUS);
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && LOCK_STATES.has(String((error as { code?: unknown }).code));
}

/** The error as it may be shown. */
export function asAppError(error: unknown): AppError {
  if (isLockTimeout(error)) return new AppError("busy", BUSY, { retryAfterMs: BUSY_RETRY_MS });
  return isUnexpected(error) ? new AppError("internal", UNEXPECTED) : (error as AppError);
}
