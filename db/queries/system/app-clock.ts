/** The stored clock of the demo and of tests. It stands still until somebody moves it, and never goes back. */
import { sql } from "kysely";
import type { SystemScope } from "../../scope.ts";

export async function getStoredNow(scope: SystemScope): Promise<Date> {
  const row = await scope.handle.selectFrom("app_clock").select("now_at").executeTakeFirst();
  if (row) return row.now_at;
  const { rows } = await sql<{ now_at: Date }>`
    insert into app_clock (now_at) values (date_trunc('minute', now()))
    on conflict (id) do update set updated_at = now() returning now_at`.execute(scope.handle);
  return rows[0]?.now_at ?? new Date();
}

export async function setStoredNow(scope: SystemScope, at: Date): Promise<void> {
  await sql`
    insert into app_clock (now_at) values (${at})
    on conflict (id) do update set now_at = greatest(app_clock.now_at, excluded.now_at), updated_at = now()`.execute(
    scope.handle,
  );
}
