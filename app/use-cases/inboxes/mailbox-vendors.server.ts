/** Whose sign-in opens a mailbox: what each vendor needs configured, and its doors. */
import type { AppContext } from "../../context.ts";
import type { MailboxOAuth, MailProvider, MailSession } from "../../providers/ports.ts";

export const MAILBOX_VENDORS = ["google", "microsoft"] as const;
export type MailboxVendor = (typeof MAILBOX_VENDORS)[number];

export type VendorDoors = {
  provider: "gmail" | "microsoft";
  oauth: MailboxOAuth;
  mail: MailProvider<MailSession>;
  redirectUri: string;
};

export function isMailboxVendor(word: string | undefined): word is MailboxVendor {
  return MAILBOX_VENDORS.some((vendor) => vendor === word);
}

export function vendorDoors(app: AppContext, vendor: MailboxVendor): VendorDoors {
  const { providers, config } = app;
  const redirectUri = `${config.appUrl}/api/inboxes/${vendor}/callback`;
  return vendor === "google"
    ? { provider: "gmail", oauth: providers.googleMailbox, mail: providers.gmail, redirectUri }
    : { provider: "microsoft", oauth: providers.microsoftMailbox, mail: providers.microsoft, redirectUri };
}

/** Which variables a person must set before mailboxes of this vendor can be connected; empty when all are there. */
export function missingVendorSettings({ config, secrets }: AppContext, vendor: MailboxVendor): string[] {
  const isGoogle = vendor === "google";
  const prefix = isGoogle ? "GOOGLE" : "MICROSOFT";
  const id = isGoogle ? config.google.clientId : config.microsoft.clientId;
  const secret = isGoogle ? secrets.googleClientSecret : secrets.microsoftClientSecret;
  return [...(id ? [] : [`${prefix}_CLIENT_ID`]), ...(secret ? [] : [`${prefix}_CLIENT_SECRET`])];
}
