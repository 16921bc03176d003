/** Across workspaces: mailboxes that nobody began to read for one interval (real time). */
import { sql } from "kysely";
import type { SystemScope, SystemTransactionScope } from "../../scope.ts";

export type InboxToSync = { workspaceId: string; inboxId: string };

/** Longest unread first. */
export async function listInboxesToSync(
  scope: SystemScope | SystemTransactionScope,
  input: { syncEveryMs: number; limit: number },
): Promise<InboxToSync[]> {
  const { rows } = await sql<InboxToSync>`
    select workspace_id as "workspaceId", id as "inboxId"
    from inbox_connections
    where status <> 'disconnected'
      and (last_sync_started_at is null or last_sync_started_at <= now() - ${input.syncEveryMs} * interval '1 millisecond')
    order by last_sync_started_at nulls first, id
    limit ${input.limit}`.execute(scope.handle);
  return rows;
}
