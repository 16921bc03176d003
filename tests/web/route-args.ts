/** Arguments of a loader or action as Remix would give them. */
import type { AppContext, LoadContext } from "../../app/context.ts";
import type { Actor } from "../../app/domain/actor.ts";
import { newId } from "../../app/domain/ids.ts";
import { hashToken, newToken } from "../../app/use-cases/access/token-hash.ts";
import type { DatabaseClient } from "../../db/client.ts";

export const OWN_ORIGIN = "http://localhost:3000";

export function routeArgs(
  app: AppContext,
  path: string,
  init: RequestInit & { session?: string; params?: Record<string, string> } = {},
) {
  const { session, params = {}, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (session) headers.set("Cookie", `other=1; leadbitz_session=${session}`);
  const context: LoadContext = { app, nonce: "n", requestId: "request-1", ip: "203.0.113.9" };
  return { request: new Request(OWN_ORIGIN + path, { ...rest, headers }), params, context };
}

export async function insertTestSession(db: DatabaseClient, actor: Actor): Promise<string> {
  const token = newToken();
  await db.pool.query(
    "insert into sessions (id, token_hash, user_id, workspace_id, expires_at) values ($1, $2, $3, $4, now() + interval '1 day')",
    [newId(), hashToken(token), actor.userId, actor.workspaceId],
  );
  return token;
}

/** A member of the workspace who is not its owner. */
export async function insertPlainMember(db: DatabaseClient, workspaceId: string): Promise<Actor> {
  const userId = newId();
  await db.pool.query("insert into users (id, auth_subject, email, name) values ($1, $2, $3, 'Bo')", [
    userId,
    userId,
    `${userId}@acme.test`,
  ]);
  await db.pool.query("insert into workspace_members (workspace_id, user_id, role) values ($1, $2, 'member')", [
    workspaceId,
    userId,
  ]);
  return { workspaceId, userId, role: "member" };
}

export async function insertTestKey(db: DatabaseClient, actor: Actor, scopes: string[]): Promise<string> {
  const prefix = `lb_${newId().replaceAll("-", "").slice(-12)}`;
  const key = `${prefix}_${newToken()}`;
  await db.pool.query(
    "insert into api_keys (workspace_id, id, name, prefix, secret_hash, scopes, created_by) values ($1, $2, 'test', $3, $4, $5, $6)",
    [actor.workspaceId, newId(), prefix, hashToken(key), scopes, actor.userId],
  );
  return key;
}
