// Who may do what: the access token names the mailbox and the granted scopes.
// Source: developers.google.com/workspace/gmail/api/auth/scopes; providers.md 2.2.
import { authError, forbidden, insufficientPermissions } from "./errors.ts";
import { mailboxOfToken } from "./grants.ts";
import { bearerOf, type Call, Refusal } from "./http.ts";
import type { Mailbox, World } from "./world.ts";

const PREFIX = "https://www.googleapis.com/auth/gmail.";
const EVERYTHING = "https://mail.google.com/";

export interface GmailCall extends Call {
  world: World;
  mailbox: Mailbox;
  params: string[];
  /** True when only headers and labels may be read: no q, no bodies. */
  isMetadataOnly: boolean;
}

/** The call with its mailbox; refuses unknown tokens, foreign mailboxes and missing scopes. */
export function admit(world: World, call: Call, userId: string, allowed: string[], params: string[]): GmailCall {
  const known = mailboxOfToken(world, bearerOf(call), "google", call.now);
  if (!known) throw new Refusal(authError());
  const { mailbox, grant } = known;
  if (userId !== "me" && userId.replaceAll("%40", "@").toLowerCase() !== mailbox.email)
    throw forbidden("forbidden", `Delegation denied for ${mailbox.email}`);
  const granted = allowed.filter((scope) => grant.scopes.includes(PREFIX + scope));
  const hasEverything = grant.scopes.includes(EVERYTHING);
  if (granted.length === 0 && !hasEverything) throw insufficientPermissions();
  const isMetadataOnly = !hasEverything && granted.every((scope) => scope === "metadata");
  return { ...call, world, mailbox, params, isMetadataOnly };
}
