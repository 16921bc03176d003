/** Opens an inbox's OAuth tokens and renews them: one worker at a time asks the provider, the others take its answer. */
import {
  claimTokenRenewal,
  findInboxTokens,
  lockInboxTokens,
  markInboxDisconnected,
  releaseTokenRenewal,
  type SealedTokens,
  swapInboxTokens,
} from "../../db/queries/inbox-tokens.ts";
import { lockInbox } from "../../db/queries/inboxes.ts";
import { inTransaction, type Scope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import type { MailSession, RefreshedTokens } from "../providers/ports.ts";
import { openInboxTokens, sealInboxTokens } from "./inbox-tokens.server.ts";

/** How often a worker looks whether another one has the new token. */
const LOOK_EVERY_MS = 50;

type Exchange = (refreshToken: string) => Promise<RefreshedTokens>;
type Held = { sealed: SealedTokens; session: MailSession };

/** Undefined when the inbox has no tokens. `disconnect` does nothing when the tokens were replaced meanwhile. */
export async function findTokenSession(
  app: AppContext,
  scope: Scope,
  inboxId: string,
): Promise<{ session: MailSession; disconnect: (reason: string) => Promise<void> } | undefined> {
  const sealed = await findInboxTokens(scope, inboxId);
  if (!sealed) return undefined;
  const place = { workspaceId: scope.workspaceId, inboxId };
  const session: MailSession = {
    tokens: openInboxTokens(app.secretBox, place, sealed),
    renew: (exchange) => renew(app, scope, inboxId, held, exchange),
    timeoutMs: app.config.intervals.httpTimeoutMs,
  };
  const held: Held = { sealed, session };
  const disconnect = (reason: string) =>
    inTransaction(scope, async (scope) => {
      await lockInbox(scope, inboxId);
      await markInboxDisconnected(scope, inboxId, {
        refreshTokenEncrypted: held.sealed.refreshTokenEncrypted,
        reason,
      });
    });
  return { session, disconnect };
}

/**
 * The claim is a lease on the row, so that nobody holds a connection while the network is slow.
 *
 * Errors  what the exchange throws; reauth_required when the tokens were deleted meanwhile
 */
async function renew(app: AppContext, scope: Scope, inboxId: string, held: Held, exchange: Exchange): Promise<string> {
  const leaseMs = app.config.intervals.httpTimeoutMs * 1.5;
  while (!(await claimTokenRenewal(scope, inboxId, leaseMs))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const theirs = await takeRenewed(app, scope, inboxId, held);
    if (theirs) return theirs;
  }
  try {
    return (await takeRenewed(app, scope, inboxId, held)) ?? (await ask(app, scope, inboxId, held, exchange));
  } finally {
    await releaseTokenRenewal(scope, inboxId);
  }
}

/** The access token that another worker stored since ours was read. */
async function takeRenewed(app: AppContext, scope: Scope, inboxId: string, held: Held): Promise<string | undefined> {
  const sealed = await findInboxTokens(scope, inboxId);
  if (!sealed) throw new AppError("reauth_required", "This mailbox was disconnected. Connect it again.");
  if (sealed.accessTokenEncrypted === held.sealed.accessTokenEncrypted) return undefined;
  held.sealed = sealed;
  held.session.tokens = openInboxTokens(app.secretBox, { workspaceId: scope.workspaceId, inboxId }, sealed);
  return held.session.tokens.accessToken ?? undefined;
}

async function ask(app: AppContext, scope: Scope, inboxId: string, held: Held, exchange: Exchange): Promise<string> {
  const { session } = held;
  const refreshed = await exchange(session.tokens.refreshToken);
  const tokens = { ...refreshed, refreshToken: refreshed.refreshToken ?? session.tokens.refreshToken };
  // Sealed anew each time: so the tokens move to the current key while keys rotate.
  const sealed = sealInboxTokens(app.secretBox, { workspaceId: scope.workspaceId, inboxId }, tokens);
  const isSaved = await inTransaction(scope, async (scope) => {
    await lockInboxTokens(scope, inboxId);
    return swapInboxTokens(scope, inboxId, held.sealed.refreshTokenEncrypted, sealed);
  });
  if (isSaved) held.sealed = sealed;
  session.tokens = tokens;
  return tokens.accessToken;
}
