import type { AppContext } from "../../context.ts";

export type GmailConnectStart = { ok: true; url: string } | { ok: false; missing: string[] };

/** Which variables a person must set before Gmail mailboxes can be connected; empty when all are there. */
export function missingGoogleSettings(app: AppContext): string[] {
  const missing: string[] = [];
  if (!app.config.google.clientId) missing.push("GOOGLE_CLIENT_ID");
  if (!app.secrets.googleClientSecret) missing.push("GOOGLE_CLIENT_SECRET");
  return missing;
}

export function gmailRedirectUri(app: AppContext): string {
  return `${app.config.appUrl}/api/inboxes/google/callback`;
}

/** Google's consent page for one mailbox, or what is not configured. */
export function startGmailConnect(
  app: AppContext,
  input: { state: string; codeChallenge: string; loginHint?: string },
): GmailConnectStart {
  const missing = missingGoogleSettings(app);
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, url: app.providers.googleMailbox.authorizeUrl({ ...input, redirectUri: gmailRedirectUri(app) }) };
}
