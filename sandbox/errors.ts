// The error shapes of Google's APIs and of its token endpoint.
// Source: providers.md 2.1, 2.6 and 2.7; developers.google.com/workspace/gmail/api/guides/handle-errors.
import { json, Refusal, type Reply } from "./http.ts";

interface GoogleError {
  code: number;
  status: string;
  reason: string;
  message: string;
  domain?: string;
  itemMessage?: string;
  isAtHeader?: boolean;
}

function googleError(error: GoogleError, headers: Record<string, string> = {}): Reply {
  const item = {
    message: error.itemMessage ?? error.message,
    domain: error.domain ?? "global",
    reason: error.reason,
    ...(error.isAtHeader ? { location: "Authorization", locationType: "header" } : {}),
  };
  return json(
    error.code,
    { error: { code: error.code, message: error.message, errors: [item], status: error.status } },
    headers,
  );
}

export function notFound(): Refusal {
  const message = "Requested entity was not found.";
  return new Refusal(googleError({ code: 404, status: "NOT_FOUND", reason: "notFound", message }));
}

export function invalidArgument(message: string): Refusal {
  return new Refusal(googleError({ code: 400, status: "INVALID_ARGUMENT", reason: "invalidArgument", message }));
}

export function forbidden(reason: string, message: string, itemMessage = message): Refusal {
  return new Refusal(googleError({ code: 403, status: "PERMISSION_DENIED", reason, message, itemMessage }));
}

export function insufficientPermissions(): Refusal {
  const message = "Request had insufficient authentication scopes.";
  return forbidden("insufficientPermissions", message, "Insufficient Permission");
}

export function authError(): Reply {
  const message =
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";
  return googleError(
    {
      code: 401,
      status: "UNAUTHENTICATED",
      reason: "authError",
      message,
      itemMessage: "Invalid Credentials",
      isAtHeader: true,
    },
    { "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  );
}

export function tooManyRequests(retryAt: Date, note = "", retryAfterSeconds?: number): Reply {
  const message = `User-rate limit exceeded.  Retry after ${retryAt.toISOString()}${note}`;
  return googleError(
    { code: 429, status: "RESOURCE_EXHAUSTED", reason: "userRateLimitExceeded", domain: "usageLimits", message },
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  );
}

export function backendError(code: 500 | 503, retryAfterSeconds?: number): Reply {
  const message = code === 500 ? "Internal error encountered." : "The service is currently unavailable.";
  return googleError(
    { code, status: code === 500 ? "INTERNAL" : "UNAVAILABLE", reason: "backendError", message },
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  );
}

export function tokenError(status: number, error: string, description: string): Reply {
  return json(status, { error, error_description: description });
}

export function invalidGrant(description = "Token has been expired or revoked."): Refusal {
  return new Refusal(tokenError(400, "invalid_grant", description));
}
