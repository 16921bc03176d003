import { findSession, updateSessionSeen } from "../../../db/queries/access/sessions.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { hashToken } from "./token-hash.ts";

/** A signed-in person in one workspace. */
export type Member = { actor: Actor; email: string; name: string; workspaceName: string; timeZone: string };

/**
 * The member that a session's token stands for.
 *
 * Rules   ends 30 days after its last use, by the database's clock; a removed member's session is none
 */
export async function readSession(app: AppContext, token: string): Promise<Member | undefined> {
  const scope = accessScope(app.db);
  const session = await findSession(scope, hashToken(token));
  if (!session) return undefined;
  if (session.isStale) await updateSessionSeen(scope, session.sessionId);
  const { userId, workspaceId, role, email, name, workspaceName, timeZone } = session;
  return { actor: { userId, workspaceId, role }, email, name, workspaceName, timeZone };
}
