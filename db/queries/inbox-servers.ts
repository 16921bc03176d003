/** The mail servers of an inbox and its sealed password. Only app/credentials opens the password. */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

export type StoredServer = { host: string; port: number; isSecure: boolean; user: string };
export type StoredServers = { smtp: StoredServer; imap: StoredServer; passwordEncrypted: string };
export type NewServerInbox = {
  inboxId: string;
  email: string;
  displayName: string;
  timeZone: string;
  syncCursor: string;
};

/** Undefined when the inbox has no servers or no password (disconnected, or not of this kind). */
export async function findInboxServers(scope: Scope, inboxId: string): Promise<StoredServers | undefined> {
  const row = await scope.handle
    .selectFrom("inbox_connections")
    .select(["smtp_host", "smtp_port", "smtp_secure", "smtp_user"])
    .select(["imap_host", "imap_port", "imap_secure", "imap_user", "password_encrypted"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .executeTakeFirst();
  if (!row || row.password_encrypted === null) return undefined;
  const smtp = serverOf(row.smtp_host, row.smtp_port, row.smtp_secure, row.smtp_user);
  const imap = serverOf(row.imap_host, row.imap_port, row.imap_secure, row.imap_user);
  return smtp && imap && { smtp, imap, passwordEncrypted: row.password_encrypted };
}

/** Where the mailbox is, without its password: what the form shows again. */
export async function findInboxHosts(
  scope: Scope,
  inboxId: string,
): Promise<{ smtp: StoredServer | undefined; imap: StoredServer | undefined } | undefined> {
  const row = await scope.handle
    .selectFrom("inbox_connections")
    .select(["smtp_host", "smtp_port", "smtp_secure", "smtp_user"])
    .select(["imap_host", "imap_port", "imap_secure", "imap_user"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .where("provider", "=", "smtp")
    .executeTakeFirst();
  return (
    row && {
      smtp: serverOf(row.smtp_host, row.smtp_port, row.smtp_secure, row.smtp_user),
      imap: serverOf(row.imap_host, row.imap_port, row.imap_secure, row.imap_user),
    }
  );
}

/** A freshly connected mailbox. False when the workspace has this address already. */
export async function insertServerInbox(scope: TransactionScope, inbox: NewServerInbox): Promise<boolean> {
  const row = await scope.handle
    .insertInto("inbox_connections")
    .values({
      workspace_id: scope.workspaceId,
      id: inbox.inboxId,
      provider: "smtp",
      email: inbox.email,
      display_name: inbox.displayName,
      time_zone: inbox.timeZone,
      sync_cursor: inbox.syncCursor,
    })
    .onConflict((oc) => oc.columns(["workspace_id", "email"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Connect and reconnect: whatever was there is replaced. The caller holds the inbox's lock. */
export async function updateInboxServers(
  scope: TransactionScope,
  inboxId: string,
  servers: StoredServers,
): Promise<void> {
  const { smtp, imap, passwordEncrypted } = servers;
  await scope.handle
    .updateTable("inbox_connections")
    .set({
      smtp_host: smtp.host,
      smtp_port: smtp.port,
      smtp_secure: smtp.isSecure,
      smtp_user: smtp.user,
      imap_host: imap.host,
      imap_port: imap.port,
      imap_secure: imap.isSecure,
      imap_user: imap.user,
      password_encrypted: passwordEncrypted,
      updated_at: sql`now()`,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .execute();
}

function serverOf(
  host: string | null,
  port: number | null,
  isSecure: boolean | null,
  user: string | null,
): StoredServer | undefined {
  if (host === null || port === null || isSecure === null || user === null) return undefined;
  return { host, port, isSecure, user };
}
