/** Sessions by the hash of their token. Expiry is real time: the database's own now(). */
import { sql } from "kysely";
import type { Role } from "../../../app/domain/actor.ts";
import type { AccessScope } from "../../scope.ts";

export type SessionRow = {
  sessionId: string;
  userId: string;
  workspaceId: string;
  role: Role;
  email: string;
  name: string;
  workspaceName: string;
  timeZone: string;
  isStale: boolean;
};

const LIFETIME = sql`now() + interval '30 days'`;

/** Stale: not touched for an hour, so its end should slide. A removed member has no session. */
export async function findSession(scope: AccessScope, tokenHash: Buffer): Promise<SessionRow | undefined> {
  return scope.handle
    .selectFrom("sessions as s")
    .innerJoin("workspace_members as m", (join) =>
      join.onRef("m.workspace_id", "=", "s.workspace_id").onRef("m.user_id", "=", "s.user_id"),
    )
    .innerJoin("users as u", "u.id", "s.user_id")
    .innerJoin("workspaces as w", "w.id", "s.workspace_id")
    .select([
      "s.id as sessionId",
      "s.user_id as userId",
      "s.workspace_id as workspaceId",
      "m.role as role",
      "u.email as email",
      "u.name as name",
      "w.name as workspaceName",
      "w.time_zone as timeZone",
      sql<boolean>`s.last_seen_at < now() - interval '1 hour'`.as("isStale"),
    ])
    .where("s.token_hash", "=", tokenHash)
    .where("s.expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
}

export async function insertSession(
  scope: AccessScope,
  session: { id: string; tokenHash: Buffer; userId: string; workspaceId: string },
): Promise<void> {
  await scope.handle
    .insertInto("sessions")
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      user_id: session.userId,
      workspace_id: session.workspaceId,
      expires_at: sql<Date>`${LIFETIME}`,
    })
    .execute();
}

export async function updateSessionSeen(scope: AccessScope, sessionId: string): Promise<void> {
  await scope.handle
    .updateTable("sessions")
    .set({ last_seen_at: sql<Date>`now()`, expires_at: sql<Date>`${LIFETIME}` })
    .where("id", "=", sessionId)
    .execute();
}

export async function deleteSession(scope: AccessScope, tokenHash: Buffer): Promise<void> {
  await scope.handle.deleteFrom("sessions").where("token_hash", "=", tokenHash).execute();
}

/** Sessions of one user that ended by themselves. */
export async function deleteExpiredSessions(scope: AccessScope, userId: string): Promise<void> {
  await scope.handle
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .where("expires_at", "<=", sql<Date>`now()`)
    .execute();
}
