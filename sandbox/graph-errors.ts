// The error envelope of Microsoft Graph. Source: providers.md 3.8; learn.microsoft.com/graph/errors.
import { randomUUID } from "node:crypto";
import { json, Refusal, type Reply } from "./http.ts";

const TEXTS: Record<string, [status: number, message: string]> = {
  InvalidAuthenticationToken: [401, "Access token has expired or is not yet valid."],
  ErrorAccessDenied: [403, "Access is denied. Check credentials and try again."],
  ErrorItemNotFound: [404, "The specified object was not found in the store."],
  ErrorInvalidRecipients: [400, "At least one recipient is not valid., The message doesn't have any recipients."],
  ErrorMimeContentInvalidBase64String: [400, "The MIME content contains an invalid base64 string."],
  ErrorInvalidRequest: [400, "The request is invalid."],
  ErrorInternalServerError: [500, "An internal server error occurred. The operation failed., Cannot save changes."],
  ErrorExceededMessageLimit: [
    429,
    "Cannot send mail. Daily Message/Recipient limit exceeded. Follow the instructions in your Inbox to verify your account.",
  ],
  ErrorMessageSizeExceeded: [413, "The message exceeds the maximum supported size."],
  InvalidInternetMessageHeader: [400, "The internet message header name should start with 'x-' or 'X-'."],
  InefficientFilter: [400, "The restriction or sort order is too complex for this operation."],
  ErrorInvalidUrlQuery: [400, "The query filter contains one or more invalid nodes."],
  BadRequest: [400, "The query parameter or the resource path is not supported here."],
  ServiceUnavailable: [503, "The service is temporarily unavailable."],
  SyncStateInvalid: [400, "The sync state is invalid."],
  ResourceNotFound: [404, "Resource could not be discovered."],
};

export function graphError(
  code: string,
  now: Date,
  about: { status?: number; message?: string; retryAfterSeconds?: number } = {},
): Reply {
  const [status, message] = TEXTS[code] ?? [400, "The request failed."];
  const requestId = randomUUID();
  const innerError = {
    date: now.toISOString().slice(0, 19),
    "request-id": requestId,
    "client-request-id": requestId,
  };
  const isUnauthorized = (about.status ?? status) === 401;
  return json(
    about.status ?? status,
    { error: { code, message: about.message ?? message, innerError } },
    {
      "content-type": "application/json",
      "request-id": requestId,
      "client-request-id": requestId,
      ...(isUnauthorized
        ? {
            "www-authenticate":
              'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
          }
        : {}),
      ...(about.retryAfterSeconds === undefined ? {} : { "retry-after": String(about.retryAfterSeconds) }),
    },
  );
}

export function graphRefusal(code: string, now: Date, about: Parameters<typeof graphError>[2] = {}): Refusal {
  return new Refusal(graphError(code, now, about));
}

/** `limit` is the word of the limit that was passed, as Exchange names it. */
export function throttled(now: Date, limit: "MailboxConcurrency" | "MessageRate", retryAfterSeconds: number): Reply {
  const message = `Application is over its ${limit} limit.`;
  return graphError("ApplicationThrottled", now, { status: 429, message, retryAfterSeconds });
}

export function syncStateNotFound(now: Date): Refusal {
  const message = "The sync state generation is not found; generation=00000000-0000-0000-0000-000000000000.";
  return graphRefusal("SyncStateNotFound", now, { status: 410, message });
}
