import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { updateInboxStatus } from "../../../db/queries/inbox-changes.ts";
import { deleteInboxTokens } from "../../../db/queries/inbox-tokens.ts";
import { getInbox, type Inbox, lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { findTokenSession } from "../../credentials/token-session.server.ts";
import type { Actor } from "../../domain/actor.ts";
import { isAppError } from "../../domain/errors.ts";
import { awaitInFlight } from "../sending/await-in-flight.server.ts";
import { isMailboxElsewhere } from "../system/is-mailbox-elsewhere.server.ts";

/** `isRevoked`: Google has forgotten the access too. `stillSending`: handed over before, not settled since. */
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
  const token = await findRefreshToken(app, scope, inbox);
  await record(app, actor, input.inboxId);
  // Before the access ends: a call under way gets its answer.
  const stillSending = (await awaitInFlight(app, scope, input)).length;
  if (!token || (await isMailboxElsewhere(app, { email: inbox.email, inboxId: inbox.inboxId })))
    return { isRevoked: false, stillSending };
  return { isRevoked: await revoke(app, token), stillSending };
}

/** Undefined where nothing is to be revoked: a password, tokens that no longer open, Microsoft (which has no such door). */
async function findRefreshToken(app: AppContext, scope: Scope, inbox: Inbox): Promise<string | undefined> {
  if (inbox.provider !== "gmail") return undefined;
  try {
    return (await findTokenSession(app, scope, inbox.inboxId))?.session.tokens.refreshToken;
  } catch (error) {
    if (!isAppError(error) || error.code !== "internal") throw error;
    app.log.warn({ event: "inbox.revoke-failed", reason: error.code, err: error });
    return undefined;
  }
}

async function record(app: AppContext, actor: Actor, inboxId: string): Promise<void> {
  const at = await app.clock.now();
  await inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    await lockInbox(scope, inboxId);
    await deleteInboxTokens(scope, inboxId);
    await updateInboxStatus(scope, inboxId, "disconnected", REASON);
    const event = { action: "inbox.disconnected", entity: "inbox", entityId: inboxId, at };
    await insertAuditEvent(scope, { actorUserId: actor.userId, actor: "user", ...event });
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
