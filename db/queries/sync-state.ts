/**
 * How far a mailbox has been read. The cursor and `last_synced_at` move together and only forward: the cursor is the
 * provider's, `last_synced_at` the application's time before the provider was asked (what reply-safety compares).
 */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

/** Real time: the next reading of this mailbox is due one interval later, also when this one fails. */
export async function updateSyncStarted(scope: Scope, inboxId: string): Promise<void> {
  await sql`
    update inbox_connections set last_sync_started_at = now()
    where workspace_id = ${scope.workspaceId} and id = ${inboxId}`.execute(scope.handle);
}

/** Called after the last page is committed. */
export async function updateSyncCursor(
  scope: Scope,
  inboxId: string,
  reached: { cursor: string; syncedAt: Date },
): Promise<void> {
  await sql`
    update inbox_connections
    set sync_cursor = ${reached.cursor}, last_synced_at = greatest(last_synced_at, ${reached.syncedAt}), updated_at = now()
    where workspace_id = ${scope.workspaceId} and id = ${inboxId} and status <> 'disconnected'`.execute(scope.handle);
}

/**
 * Runs the work while this process alone reads the mailbox; "busy" when another one does.
 * The lock lives on a connection of its own and dies with it, so a killed worker blocks nobody.
 */
export async function withSyncLock<T>(scope: Scope, inboxId: string, work: () => Promise<T>): Promise<T | "busy"> {
  return scope.handle.connection().execute(async (connection) => {
    const key = `sync:${scope.workspaceId}:${inboxId}`;
    const { rows } = await sql<{
      got: boolean;
    }>`select pg_try_advisory_lock(hashtextextended(${key}, 0)) as got`.execute(connection);
    if (rows[0]?.got !== true) return "busy";
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.execute(connection);
    }
  });
}
