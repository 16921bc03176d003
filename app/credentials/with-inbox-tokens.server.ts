/**
 * The only place where a mailbox's secrets are opened: for the length of one call, never logged, never returned.
 * What the provider refuses for good disconnects the inbox with the reason.
 */
import { updateInboxStatus } from "../../db/queries/inbox-changes.ts";
import { getInbox, type Inbox, lockInbox } from "../../db/queries/inboxes.ts";
import { inTransaction, type Scope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import { AppError, isProviderError } from "../domain/errors.ts";
import type { Mailbox, ServerSession } from "../providers/ports.ts";
import { findServerSession } from "./inbox-password.server.ts";
import { findTokenSession } from "./token-session.server.ts";

type Opened = { mailbox: Mailbox; disconnect: (reason: string) => Promise<void> };

/**
 * Opens a mailbox with its tokens or its password, and closes it after the call.
 *
 * Rules   not inside a transaction: the call waits for the network. A secret that was replaced or deleted while the
 *         call ran is not overwritten, and its inbox is not disconnected by the old one's refusal
 * Errors  not_found; reauth_required when the inbox has no tokens; whatever the call throws
 */
export async function withInboxTokens<T>(
  app: AppContext,
  scope: Scope,
  inboxId: string,
  call: (mailbox: Mailbox, inbox: Inbox) => Promise<T>,
): Promise<T> {
  const inbox = await getInbox(scope, inboxId);
  const opened = await open(app, scope, inbox);
  if (!opened) throw new AppError("reauth_required", "This mailbox is disconnected. Connect it again.");
  try {
    return await call(opened.mailbox, inbox);
  } catch (error) {
    // A blocked send pauses (judge-refusal) and is not thrown: what comes here blocked could not even be read.
    if (isProviderError(error) && (error.code === "reauth_required" || error.kind === "blocked"))
      await opened.disconnect(error.message);
    throw error;
  } finally {
    await opened.mailbox.close();
  }
}

async function open(app: AppContext, scope: Scope, inbox: Inbox): Promise<Opened | undefined> {
  if (inbox.provider === "smtp") {
    const session = await findServerSession(app, scope, inbox);
    if (!session) return undefined;
    return { mailbox: app.providers.smtp.open(session), disconnect: disconnectServers(app, scope, inbox, session) };
  }
  const opened = await findTokenSession(app, scope, inbox.inboxId);
  return opened && { mailbox: app.providers[inbox.provider].open(opened.session), disconnect: opened.disconnect };
}

/** A password that was replaced while it was refused disconnects nothing. */
function disconnectServers(app: AppContext, scope: Scope, inbox: Inbox, used: ServerSession) {
  return async (reason: string): Promise<void> => {
    const current = await findServerSession(app, scope, inbox);
    if (current?.password !== used.password) return;
    await inTransaction(scope, async (scope) => {
      await lockInbox(scope, inbox.inboxId);
      await updateInboxStatus(scope, inbox.inboxId, "disconnected", reason);
    });
  };
}
