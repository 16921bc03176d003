import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { countSending, updateInboxStatus } from "../../../db/queries/inbox-changes.ts";
import { deleteInboxTokens } from "../../../db/queries/inbox-tokens.ts";
import { getInbox, lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import type { Actor } from "../../domain/actor.ts";
import { isAppError } from "../../domain/errors.ts";
import { isMailboxElsewhere } from "../system/is-mailbox-elsewhere.server.ts";

/** `isRevoked`: Google has forgotten the access too. `stillSending`: handed to the provider before it took hold. */
export type DisconnectOutcome = { isRevoked: boolean; stillSending: number };

const REASON = "disconnected by you";

/**
 * Cuts the tie to a mailbox: from the commit on no mail leaves, its tokens are gone here, and Google is told.
 *
 * Rules   the record comes first, Google after it and as well as it goes. Google ends the grant of the whole account,
 *         so it is not told while another workspace has the mailbox connected
 * Errors  not_found
 */
export async function disconnectInbox(
  app: AppContext,
  actor: Actor,
  input: { inboxId: string },
): Promise<DisconnectOutcome> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const inbox = await getInbox(scope, input.inboxId);
  try {
    return await withInboxTokens(app, scope, input.inboxId, async (session) => {
      const stillSending = await record(app, actor, input.inboxId);
      if (await isMailboxElsewhere(app, { email: inbox.email, inboxId: inbox.inboxId }))
        return { isRevoked: false, stillSending };
      return { isRevoked: await revoke(app, session.tokens.refreshToken), stillSending };
    });
  } catch (error) {
    // No tokens, or tokens that no longer open: there is nothing to revoke.
    if (!isAppError(error) || (error.code !== "reauth_required" && error.code !== "internal")) throw error;
    return { isRevoked: false, stillSending: await record(app, actor, input.inboxId) };
  }
}

async function record(app: AppContext, actor: Actor, inboxId: string): Promise<number> {
  const at = await app.clock.now();
  return inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    await lockInbox(scope, inboxId);
    await deleteInboxTokens(scope, inboxId);
    await updateInboxStatus(scope, inboxId, "disconnected", REASON);
    const event = { action: "inbox.disconnected", entity: "inbox", entityId: inboxId, at };
    await insertAuditEvent(scope, { actorUserId: actor.userId, actor: "user", ...event });
    return countSending(scope, inboxId);
  });
}

async function revoke(app: AppContext, token: string): Promise<boolean> {
  try {
    await app.providers.googleMailbox.revoke(token);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    app.log.warn({ event: "inbox.revoke-failed", reason: error.code, err: error });
    return false;
  }
}
