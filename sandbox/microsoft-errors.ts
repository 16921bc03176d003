// The error bodies of Microsoft's token endpoint. Source: providers.md 3.1;
// learn.microsoft.com/entra/identity-platform/reference-error-codes.
import { randomUUID } from "node:crypto";
import { json, Refusal, type Reply } from "./http.ts";

const TEXTS: Record<number, [error: string, text: string]> = {
  50173: [
    "invalid_grant",
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
  ],
  65001: [
    "invalid_grant",
    "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.",
  ],
  65004: ["access_denied", "User declined to consent to access the app."],
  70000: ["invalid_grant", "Provided grant is invalid or malformed."],
  70008: ["invalid_grant", "The provided authorization code or refresh token has expired due to inactivity."],
  700082: ["invalid_grant", "The refresh token has expired due to inactivity."],
  90094: ["access_denied", "Admin consent is required for the permissions requested by this application."],
  90033: ["temporarily_unavailable", "A transient error has occurred. Please try again."],
  90019: [
    "invalid_request",
    "No tenant-identifying information found in either the request or implied by any provided credentials.",
  ],
  900144: ["invalid_request", "The request body must contain a required parameter."],
  501481: [
    "invalid_grant",
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  ],
  50011: [
    "invalid_request",
    "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
  ],
  70003: ["unsupported_grant_type", "The app requested an unsupported grant type."],
  700016: ["unauthorized_client", "Application was not found in the directory."],
  7000215: ["invalid_client", "Invalid client secret provided."],
  50076: ["interaction_required", "You must use multi-factor authentication to access the resource."],
  53003: ["access_denied", "Access has been blocked by Conditional Access policies."],
};

export function aadsts(code: number, now: Date): { error: string; description: string; timestamp: string } {
  const [error, text] = TEXTS[code] ?? ["invalid_request", "The request is not valid."];
  const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  return { error, description: `AADSTS${code}: ${text}`, timestamp };
}

export function loginError(status: number, code: number, now: Date, headers: Record<string, string> = {}): Reply {
  const { error, description, timestamp } = aadsts(code, now);
  const trace = { trace_id: randomUUID(), correlation_id: randomUUID() };
  return json(
    status,
    {
      error,
      error_description: `${description} Trace ID: ${trace.trace_id} Correlation ID: ${trace.correlation_id} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      ...trace,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
    headers,
  );
}

export function loginRefusal(code: number, now: Date, status = 400): Refusal {
  return new Refusal(loginError(status, code, now));
}
