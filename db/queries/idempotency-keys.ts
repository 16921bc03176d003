/** First answers of unsafe API calls, by the caller's own key. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

export type StoredAnswer = { requestHash: Buffer; status: number | null; body: string | null };

/** No call lives this long: a key that is still without an answer then belongs to a process that died. */
const GIVEN_UP_AFTER = sql`interval '10 minutes'`;

/** True when the key is new, or was left by a call that died: the caller may run. */
export async function insertIdempotencyKey(scope: Scope, key: string, requestHash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`
    insert into idempotency_keys (workspace_id, key, request_hash)
    values (${scope.workspaceId}, ${key}, ${requestHash})
    on conflict (workspace_id, key) do update set created_at = now()
      where idempotency_keys.status is null
        and idempotency_keys.request_hash = excluded.request_hash
        and idempotency_keys.created_at < now() - ${GIVEN_UP_AFTER}
    returning key`.execute(scope.handle);
  return rows.length === 1;
}

export async function findIdempotencyKey(scope: Scope, key: string): Promise<StoredAnswer | undefined> {
  return scope.handle
    .selectFrom("idempotency_keys")
    .select(["request_hash as requestHash", "status", "body"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("key", "=", key)
    .executeTakeFirst();
}

export async function updateIdempotencyAnswer(
  scope: Scope,
  key: string,
  answer: { status: number; body: string },
): Promise<void> {
  await scope.handle
    .updateTable("idempotency_keys")
    .set({ status: answer.status, body: answer.body })
    .where("workspace_id", "=", scope.workspaceId)
    .where("key", "=", key)
    .execute();
}

/** Gives back a key whose call failed. */
export async function deleteUnansweredKey(scope: Scope, key: string): Promise<void> {
  await scope.handle
    .deleteFrom("idempotency_keys")
    .where("workspace_id", "=", scope.workspaceId)
    .where("key", "=", key)
    .where("status", "is", null)
    .execute();
}
