/** Errors as the house knows them: recognised by `code`, never by class (two bundles carry two copies). */

export type ErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "limit_reached"
  | "payment_required"
  | "not_ready"
  | "provider_failed"
  | "rate_limited"
  | "reauth_required"
  | "busy"
  | "internal";

export type FieldIssue = { path: string; message: string };

/** `message` is safe for the user; `cause` is for the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: { issues?: FieldIssue[]; retryAfterMs?: number; [key: string]: unknown };
  constructor(code: ErrorCode, message: string, details: AppError["details"] = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}

/** What a vendor's refusal means for us (providers.md 1.4). */
export type ProviderErrorKind =
  | "auth_revoked"
  | "auth_transient"
  | "scope_missing"
  | "rate_limited"
  | "quota_exhausted"
  | "invalid_request"
  | "not_found"
  | "cursor_expired"
  | "ambiguous"
  | "transient"
  | "blocked";

/** A provider call that failed. `delivery` says whether a mail may have left all the same. */
export class ProviderError extends AppError {
  readonly kind: ProviderErrorKind;
  readonly provider: string;
  readonly delivery: "not_sent" | "unknown";
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  constructor(
    about: {
      kind: ProviderErrorKind;
      provider: string;
      message: string;
      delivery: "not_sent" | "unknown";
      retryAfterMs?: number;
      requestId?: string;
    },
    cause?: unknown,
  ) {
    const code: ErrorCode =
      about.kind === "auth_revoked" || about.kind === "scope_missing"
        ? "reauth_required"
        : about.kind === "rate_limited" || about.kind === "quota_exhausted"
          ? "rate_limited"
          : "provider_failed";
    super(code, about.message, {}, cause);
    this.name = "ProviderError";
    this.kind = about.kind;
    this.provider = about.provider;
    this.delivery = about.delivery;
    this.retryAfterMs = about.retryAfterMs;
    this.requestId = about.requestId;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string" && "details" in error;
}

export function isProviderError(error: unknown): error is ProviderError {
  return isAppError(error) && "kind" in error && "delivery" in error;
}
