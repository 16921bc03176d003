import { insertMember, insertUser, insertWorkspace, isEmailInUse } from "../../../db/queries/access/members.ts";
import { addToCounter } from "../../../db/queries/stats.ts";
import { accessScope, inTransaction, scopeWithin } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { AppError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { VerifiedUser } from "../../identity/identity.ts";

const COUNTERS = ["leads", "suppressions", "unread"];
const NAME_LENGTH = 120;

export type NewWorkspace = {
  user: VerifiedUser;
  /** Given when the person is known and has no workspace left. */
  userId?: string;
  workspaceName?: string;
};

/**
 * Makes a person's workspace with everything it starts with, in one transaction.
 *
 * Errors  conflict when another person of ours already has this address
 */
export async function createWorkspace(
  app: AppContext,
  input: NewWorkspace,
): Promise<{ userId: string; workspaceId: string }> {
  const { user } = input;
  const [userId, workspaceId] = [input.userId ?? newId(), newId()];
  const personName = user.name.trim() || user.email;
  const name = (input.workspaceName?.trim() || `${personName}'s workspace`).slice(0, NAME_LENGTH);
  await inTransaction(accessScope(app.db), async (scope) => {
    if (!input.userId) {
      if (await isEmailInUse(scope, user.email)) {
        throw new AppError("conflict", "This address belongs to another sign-in of this installation.");
      }
      await insertUser(scope, { id: userId, subject: user.subject, email: user.email, name: personName });
    }
    await insertWorkspace(scope, { id: workspaceId, name });
    await insertMember(scope, { workspaceId, userId, role: "owner" });
    for (const counter of COUNTERS) await addToCounter(scopeWithin(scope, workspaceId), counter, 0);
  });
  return { userId, workspaceId };
}
