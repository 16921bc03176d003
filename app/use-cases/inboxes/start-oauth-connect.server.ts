import type { AppContext } from "../../context.ts";
import { type MailboxVendor, missingVendorSettings, vendorDoors } from "./mailbox-vendors.server.ts";

export type OAuthConnectStart = { ok: true; url: string } | { ok: false; missing: string[] };

/** The vendor's consent page for one mailbox, or what is not configured. */
export function startOAuthConnect(
  app: AppContext,
  input: { vendor: MailboxVendor; state: string; codeChallenge: string; loginHint?: string },
): OAuthConnectStart {
  const { vendor, ...ask } = input;
  const missing = missingVendorSettings(app, vendor);
  if (missing.length > 0) return { ok: false, missing };
  const { oauth, redirectUri } = vendorDoors(app, vendor);
  return { ok: true, url: oauth.authorizeUrl({ ...ask, redirectUri }) };
}

/** The page on which an administrator approves this installation for an organisation; null where there is none. */
export function adminConsentUrl(app: AppContext, vendor: MailboxVendor): string | null {
  const { oauth, redirectUri } = vendorDoors(app, vendor);
  if (missingVendorSettings(app, vendor).length > 0) return null;
  return oauth.adminConsentUrl?.(redirectUri) ?? null;
}
