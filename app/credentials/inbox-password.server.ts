/** Seals and opens the password of a mailbox with its own servers, bound to its column and row. */
import { findInboxServers } from "../../db/queries/inbox-servers.ts";
import type { Scope } from "../../db/scope.ts";
import type { AppContext } from "../context.ts";
import type { ServerSession } from "../providers/ports.ts";
import type { InboxPlace } from "./inbox-tokens.server.ts";
import type { SealedPlace, SecretBox } from "./secret-box.ts";

export function sealInboxPassword(box: SecretBox, place: InboxPlace, password: string): string {
  return box.seal(password, at(place));
}

/** Throws `internal` for anything sealed for another row or column, or by another key. */
export function openInboxPassword(box: SecretBox, place: InboxPlace, sealed: string): string {
  return box.open(sealed, at(place));
}

/** What opens the mailbox; undefined when it has no password here (disconnected). */
export async function findServerSession(
  app: AppContext,
  scope: Scope,
  inbox: { inboxId: string; email: string },
): Promise<ServerSession | undefined> {
  const stored = await findInboxServers(scope, inbox.inboxId);
  if (!stored) return undefined;
  const place = { workspaceId: scope.workspaceId, inboxId: inbox.inboxId };
  return {
    email: inbox.email,
    smtp: stored.smtp,
    imap: stored.imap,
    password: openInboxPassword(app.secretBox, place, stored.passwordEncrypted),
    timeoutMs: app.config.intervals.httpTimeoutMs,
  };
}

function at(place: InboxPlace): SealedPlace {
  return {
    table: "inbox_connections",
    column: "password_encrypted",
    workspaceId: place.workspaceId,
    rowId: place.inboxId,
  };
}
