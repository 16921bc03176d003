/** Attempts per key in fixed windows of real time; one statement counts and answers, so two calls cannot share a slot. */
import { sql } from "kysely";
import type { AccessScope, Scope, SystemScope } from "../scope.ts";

export type Attempts = { used: number; retryAfterMs: number };

type AnyScope = AccessScope | Scope | SystemScope;

/** Counts one attempt; `retryAfterMs` is the time until the window ends. */
export async function insertAttempt(scope: AnyScope, key: string, windowMs: number): Promise<Attempts> {
  const { rows } = await sql<Attempts>`
    insert into usage_counters (key, window_starts_at, used)
    values (${key}, ${windowStart(windowMs)}, 1)
    on conflict (key, window_starts_at) do update set used = usage_counters.used + 1
    returning used, greatest(1, ceil(extract(epoch from window_starts_at - now()) * 1000 + ${windowMs}))::int as "retryAfterMs"
  `.execute(scope.handle);
  return rows[0] ?? { used: 1, retryAfterMs: windowMs };
}

/** Takes one attempt back: it did not count after all. */
export async function deleteAttempt(scope: AnyScope, key: string, windowMs: number): Promise<void> {
  await sql`
    update usage_counters set used = greatest(0, used - 1)
    where key = ${key} and window_starts_at = ${windowStart(windowMs)}`.execute(scope.handle);
}

function windowStart(windowMs: number) {
  const seconds = windowMs / 1000;
  return sql`to_timestamp(floor(extract(epoch from now()) / ${seconds}::float8) * ${seconds}::float8)`;
}
