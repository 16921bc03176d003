/** Rows that have served: removed each night, by real time. */
import { sql } from "kysely";
import type { SystemScope } from "../../scope.ts";

const KEPT_DAYS = { usage_counters: 2, idempotency_keys: 7, sessions: 0 } as const;

export async function deleteServedRows(scope: SystemScope): Promise<void> {
  await sql`delete from sessions where expires_at < now() - make_interval(days => ${KEPT_DAYS.sessions})`.execute(
    scope.handle,
  );
  await sql`delete from usage_counters where window_starts_at < now() - make_interval(days => ${KEPT_DAYS.usage_counters})`.execute(
    scope.handle,
  );
  // An answer is replayed for a week; vendors keep theirs a day (providers.md, Stripe's idempotency).
  await sql`delete from idempotency_keys where created_at < now() - make_interval(days => ${KEPT_DAYS.idempotency_keys})`.execute(
    scope.handle,
  );
}

/** Buckets older than two days have no part in a rolling 24 hours; `now` is application time. */
export async function deleteOldQuarters(scope: SystemScope, now: Date): Promise<void> {
  await sql`delete from inbox_quarters where quarter_at < ${now}::timestamptz - interval '2 days'`.execute(
    scope.handle,
  );
}
