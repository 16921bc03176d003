/** People and the workspaces they belong to, before a workspace is known. */
import type { Role } from "../../../app/domain/actor.ts";
import type { AccessScope, AccessTransactionScope } from "../../scope.ts";

export async function findUserBySubject(scope: AccessScope, subject: string): Promise<{ userId: string } | undefined> {
  return scope.handle.selectFrom("users").select("id as userId").where("auth_subject", "=", subject).executeTakeFirst();
}

export async function isEmailInUse(scope: AccessScope, email: string): Promise<boolean> {
  const row = await scope.handle.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  return row !== undefined;
}

/** The workspace of the newest session that still belongs to the user, else the one joined first. */
export async function findHomeWorkspace(
  scope: AccessScope,
  userId: string,
): Promise<{ workspaceId: string } | undefined> {
  return scope.handle
    .selectFrom("workspace_members as m")
    .leftJoin("sessions as s", (join) =>
      join.onRef("s.user_id", "=", "m.user_id").onRef("s.workspace_id", "=", "m.workspace_id"),
    )
    .select("m.workspace_id as workspaceId")
    .where("m.user_id", "=", userId)
    .orderBy("s.created_at", (order) => order.desc().nullsLast())
    .orderBy("m.created_at")
    .orderBy("m.workspace_id")
    .limit(1)
    .executeTakeFirst();
}

export async function insertUser(
  scope: AccessTransactionScope,
  user: { id: string; subject: string; email: string; name: string },
): Promise<void> {
  await scope.handle
    .insertInto("users")
    .values({ id: user.id, auth_subject: user.subject, email: user.email, name: user.name })
    .execute();
}

export async function insertWorkspace(
  scope: AccessTransactionScope,
  workspace: { id: string; name: string },
): Promise<void> {
  await scope.handle.insertInto("workspaces").values({ id: workspace.id, name: workspace.name }).execute();
}

export async function insertMember(
  scope: AccessTransactionScope,
  member: { workspaceId: string; userId: string; role: Role },
): Promise<void> {
  await scope.handle
    .insertInto("workspace_members")
    .values({ workspace_id: member.workspaceId, user_id: member.userId, role: member.role })
    .execute();
}
