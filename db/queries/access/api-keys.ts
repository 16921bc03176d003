/** API keys by their prefix. A key acts for the member who made it, with that member's role of today. */
import { sql } from "kysely";
import type { Role } from "../../../app/domain/actor.ts";
import type { AccessScope } from "../../scope.ts";

export type ApiKeyRow = {
  keyId: string;
  workspaceId: string;
  userId: string;
  role: Role;
  scopes: string[];
  secretHash: Buffer;
  isStale: boolean;
};

export async function findApiKey(scope: AccessScope, prefix: string): Promise<ApiKeyRow | undefined> {
  return scope.handle
    .selectFrom("api_keys as k")
    .innerJoin("workspace_members as m", (join) =>
      join.onRef("m.workspace_id", "=", "k.workspace_id").onRef("m.user_id", "=", "k.created_by"),
    )
    .select([
      "k.id as keyId",
      "k.workspace_id as workspaceId",
      "k.created_by as userId",
      "m.role as role",
      "k.scopes as scopes",
      "k.secret_hash as secretHash",
      sql<boolean>`coalesce(k.last_used_at < now() - interval '1 minute', true)`.as("isStale"),
    ])
    .where("k.prefix", "=", prefix)
    .where("k.revoked_at", "is", null)
    .executeTakeFirst();
}

export async function updateApiKeyUsed(scope: AccessScope, key: { workspaceId: string; keyId: string }): Promise<void> {
  await scope.handle
    .updateTable("api_keys")
    .set({ last_used_at: sql<Date>`now()` })
    .where("workspace_id", "=", key.workspaceId)
    .where("id", "=", key.keyId)
    .execute();
}
