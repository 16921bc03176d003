/**
 * The only place where a mailbox's tokens are opened: for the length of one call, never logged, never returned.
 * A refreshed token is saved before it is used; a refused one disconnects the inbox with the reason.
 */

import {
  findInboxTokens,
  lockInboxTokens,
  markInboxDisconnected,
  swapInboxTokens,
} from "../../db/queries/inbox-tokens.ts";
import { getInbox, type Inbox, lockInbox } from "../../db/queries/inboxes.ts";
import { inTransaction, type Scope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import { AppError, isProviderError } from "../domain/errors.ts";
import type { MailSession, RefreshedTokens } from "../providers/ports.ts";
import { openInboxTokens, sealInboxTokens } from "./inbox-tokens.server.ts";

/**
 * Calls a mailbox's provider with its tokens.
 *
 * Rules   not inside a transaction: the call waits for the network. A token that was replaced or deleted while the
 *         call ran is not overwritten, and its inbox is not disconnected by the old one's refusal
 * Errors  not_found; reauth_required when the inbox has no tokens; whatever the call throws
 */
export async function withInboxTokens<T>(
  app: AppContext,
  scope: Scope,
  inboxId: string,
  call: (session: MailSession, inbox: Inbox) => Promise<T>,
): Promise<T> {
  const inbox = await getInbox(scope, inboxId);
  const sealed = await findInboxTokens(scope, inboxId);
  if (!sealed) throw new AppError("reauth_required", "This mailbox is disconnected. Connect it again.");
  const place = { workspaceId: scope.workspaceId, inboxId };
  let current = sealed.refreshTokenEncrypted;

  async function saveRefreshed(refreshed: RefreshedTokens): Promise<void> {
    const refreshToken = refreshed.refreshToken ?? session.tokens.refreshToken;
    // Sealed anew each time: so the tokens move to the current key while keys rotate.
    const next = sealInboxTokens(app.secretBox, place, { ...refreshed, refreshToken });
    const isSaved = await inTransaction(scope, async (scope) => {
      await lockInboxTokens(scope, inboxId);
      return swapInboxTokens(scope, inboxId, current, next);
    });
    if (isSaved) current = next.refreshTokenEncrypted;
  }

  const session: MailSession = {
    tokens: openInboxTokens(app.secretBox, place, sealed),
    onRefresh: saveRefreshed,
    timeoutMs: app.config.intervals.httpTimeoutMs,
  };
  try {
    return await call(session, inbox);
  } catch (error) {
    if (isProviderError(error) && error.code === "reauth_required") {
      const refused = { refreshTokenEncrypted: current, reason: error.message };
      await inTransaction(scope, async (scope) => {
        await lockInbox(scope, inboxId);
        await markInboxDisconnected(scope, inboxId, refused);
      });
    }
    throw error;
  }
}
