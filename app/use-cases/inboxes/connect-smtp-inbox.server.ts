/** Connects a mailbox by its own servers: both are tried before anything is stored, so a stored inbox has worked. */
import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { getInboxDefaults, updateInboxReconnected } from "../../../db/queries/inbox-changes.ts";
import { insertServerInbox, updateInboxServers } from "../../../db/queries/inbox-servers.ts";
import { findInboxByEmail, lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { sealInboxPassword } from "../../credentials/inbox-password.server.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { displayNameSchema } from "../../domain/inbox-settings.ts";
import type { ServerInboxInput } from "../../domain/mail-server-input.ts";
import type { ServerCheck } from "../../providers/ports.ts";
import { issueOfCheck } from "./server-problems.ts";

export type ConnectedInbox = { inboxId: string; email: string; isReconnected: boolean };

/**
 * Tries both servers and stores the mailbox in the actor's workspace.
 *
 * Rules   nothing is stored unless both signed in, encrypted, and sent mails have a folder. The same address in this
 *         workspace is reconnected: new servers and password, settings and place of reading kept, a paused inbox stays
 *         paused. An address that is connected in another way stays as it is
 * Errors  invalid_input with the field that is wrong; conflict when the address is connected in another way
 */
export async function connectSmtpInbox(
  app: AppContext,
  actor: Actor,
  input: ServerInboxInput,
): Promise<ConnectedInbox> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const known = await findInboxByEmail(scope, input.email);
  if (known && known.provider !== "smtp") throw otherWay();
  const { cursor } = await tryServers(app, input);
  const at = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    const stored = await storeInbox(app, scope, actor, input, cursor);
    const inbox = { workspaceId: scope.workspaceId, inboxId: stored.inboxId };
    await enqueue(scope, "sync_inbox", inbox, { jobKey: `sync_inbox:${inbox.inboxId}` });
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: stored.isReconnected ? "inbox.reconnected" : "inbox.connected",
      entity: "inbox",
      entityId: stored.inboxId,
      at,
    });
    return { email: input.email, ...stored };
  });
}

async function tryServers(app: AppContext, input: ServerInboxInput): Promise<Extract<ServerCheck, { ok: true }>> {
  const { email, smtp, imap, password } = input;
  const session = { email, smtp, imap, password, timeoutMs: app.config.intervals.httpTimeoutMs };
  const check = await app.providers.smtp.check(session);
  if (check.ok) return check;
  app.log.warn({ event: "inbox.connect-failed", provider: check.server, reason: check.problem });
  throw new AppError("invalid_input", "The mailbox was not connected.", { issues: [issueOfCheck(check)] });
}

async function storeInbox(
  app: AppContext,
  scope: TransactionScope,
  actor: Actor,
  { email, smtp, imap, password }: ServerInboxInput,
  cursor: string,
): Promise<{ inboxId: string; isReconnected: boolean }> {
  const { timeZone, displayName } = await getInboxDefaults(scope, actor.userId);
  const name = displayNameSchema.safeParse(displayName);
  const newInbox = { inboxId: newId(), email, syncCursor: cursor, timeZone, displayName: name.data ?? "" };
  const isNew = await insertServerInbox(scope, newInbox);
  const inboxId = isNew ? newInbox.inboxId : ((await findInboxByEmail(scope, email))?.inboxId ?? newInbox.inboxId);
  if (!isNew) {
    const known = await lockInbox(scope, inboxId);
    if (known.provider !== "smtp") throw otherWay();
    const isPaused = known.status === "paused";
    await updateInboxReconnected(scope, inboxId, { scopes: [], isPaused, cursorIfNone: cursor });
  }
  const place = { workspaceId: scope.workspaceId, inboxId };
  const passwordEncrypted = sealInboxPassword(app.secretBox, place, password);
  await updateInboxServers(scope, inboxId, { smtp, imap, passwordEncrypted });
  return { inboxId, isReconnected: !isNew };
}

function otherWay(): AppError {
  const message = "This address is connected in another way already.";
  return new AppError("conflict", message, { issues: [{ path: "email", message }] });
}
