/** Whether this installation can work: its schema and its workers. */
import { sql } from "kysely";
import type { DatabaseClient } from "../../client.ts";
import { isMigrated } from "../../migrate.ts";
import type { SystemScope } from "../../scope.ts";

export async function isSchemaCurrent(db: DatabaseClient): Promise<boolean> {
  return isMigrated(db.pool);
}

/** True when any worker gave a sign of life within the time, by the database's clock. */
export async function hasLiveWorker(scope: SystemScope, withinMs: number): Promise<boolean> {
  const row = await scope.handle
    .selectFrom("worker_heartbeats")
    .select("worker_id")
    .where("beat_at", ">", sql<Date>`now() - ${withinMs} * interval '1 millisecond'`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
