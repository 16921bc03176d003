/** A workspace with its owner: what each benchmark of a use case begins with. */
import type { Actor } from "../app/domain/actor.ts";
import { newId } from "../app/domain/ids.ts";
import type { DatabaseClient } from "../db/client.ts";

export async function insertWorkspace({ pool }: DatabaseClient): Promise<Actor> {
  const [workspaceId, userId] = [newId(), newId()];
  const owner = [userId, userId, `${userId}@acme.test`];
  await pool.query("insert into users (id, auth_subject, email, name) values ($1, $2, $3, 'Ana')", owner);
  const workspace = "insert into workspaces (id, name, postal_address) values ($1, 'Bench', 'Street 1, Berlin')";
  await pool.query(workspace, [workspaceId]);
  const member = "insert into workspace_members (workspace_id, user_id, role) values ($1, $2, 'owner')";
  await pool.query(member, [workspaceId, userId]);
  return { workspaceId, userId, role: "owner" };
}
