import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import type { DatabaseClient } from "../../../db/client.ts";

/** A workspace with its owner, for files and lists of leads. */
export async function insertLeadWorkspace(db: DatabaseClient): Promise<Actor> {
  const [workspaceId, userId] = [newId(), newId()];
  await db.pool.query("insert into users (id, auth_subject, email, name) values ($1, $2, $3, 'Ana')", [
    userId,
    userId,
    `${userId}@acme.test`,
  ]);
  await db.pool.query("insert into workspaces (id, name) values ($1, 'Acme')", [workspaceId]);
  await db.pool.query("insert into workspace_members (workspace_id, user_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    userId,
  ]);
  return { workspaceId, userId, role: "owner" };
}
