/** Renews an inbox's OAuth access before it ends, so that a revoked or blocked mailbox is noticed before a mail needs it. */
import type { Scope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import { isProviderError } from "../domain/errors.ts";
import { findTokenSession } from "./token-session.server.ts";

export type RenewOutcome = "renewed" | "disconnected" | "failed" | "nothing_to_renew";

/**
 * Asks for a new access token, when the stored one ends before `endsBefore`, and uses it for one cheap reading.
 *
 * Units   `endsBefore` is real time, as tokens live by it
 * Rules   one worker asks the provider at a time, and a rotated refresh token is stored before it is used. What the
 *         provider refuses for good, or blocks, disconnects the inbox with the reason; any other trouble changes nothing
 * Errors  those of the database
 */
export async function renewInboxAccess(
  app: AppContext,
  scope: Scope,
  inbox: { inboxId: string; provider: "gmail" | "microsoft"; endsBefore: Date },
): Promise<RenewOutcome> {
  const opened = await findTokenSession(app, scope, inbox.inboxId);
  if (!opened) return "nothing_to_renew";
  const { accessTokenExpiresAt } = opened.session.tokens;
  // Another worker was here between the listing and this reading.
  if (accessTokenExpiresAt !== null && accessTokenExpiresAt >= inbox.endsBefore) return "nothing_to_renew";
  // Without an access token the adapter must ask for one; the stored one stays until the answer is there.
  opened.session.tokens = { ...opened.session.tokens, accessToken: null };
  const mailbox = app.providers[inbox.provider].open(opened.session);
  try {
    await mailbox.getProfile();
    return "renewed";
  } catch (error) {
    if (!isProviderError(error)) throw error;
    if (error.code !== "reauth_required" && error.kind !== "blocked") return "failed";
    await opened.disconnect(error.message);
    return "disconnected";
  } finally {
    await mailbox.close();
  }
}
