import { findHomeWorkspace, findUserBySubject } from "../../../db/queries/access/members.ts";
import { deleteExpiredSessions, deleteSession, insertSession } from "../../../db/queries/access/sessions.ts";
import { accessScope, inTransaction } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { newId } from "../../domain/ids.ts";
import type { VerifiedUser } from "../../identity/identity.ts";
import { type Attempt, countAttempt } from "./count-attempt.server.ts";
import { createWorkspace } from "./create-workspace.server.ts";
import { forgiveAttempt } from "./forgive-attempt.server.ts";
import { hashToken, newToken } from "./token-hash.ts";

export type SignInOutcome =
  | { ok: true; token: string }
  | { ok: false; reason: "wrong_credentials" }
  | { ok: false; reason: "rate_limited"; retryAfterMs: number };

export type SignInInput = {
  email: string;
  password: string;
  ip: string;
  /** The session the browser had before; it ends here. */
  previousToken?: string;
};

/**
 * Checks a password with the identity provider and opens a session.
 *
 * Rules   wrong address and wrong password look alike; every sign-in gets a session id of its own
 */
export async function signIn(app: AppContext, input: SignInInput): Promise<SignInOutcome> {
  const attempts: Attempt[] = [
    { limit: "signInPerEmail", subject: input.email },
    { limit: "signInPerIp", subject: input.ip },
  ];
  const counted = await countAttempt(app, attempts);
  if (!counted.ok) return { ok: false, reason: "rate_limited", retryAfterMs: counted.retryAfterMs };
  const identified = await app.identity.signIn({ email: input.email, password: input.password });
  if (!identified.ok) {
    if (identified.reason === "rate_limited") return { ok: false, reason: "rate_limited", retryAfterMs: 60_000 };
    return { ok: false, reason: "wrong_credentials" };
  }
  await forgiveAttempt(app, attempts);
  return { ok: true, token: await openSession(app, identified.user, input.previousToken) };
}

async function openSession(app: AppContext, user: VerifiedUser, previousToken: string | undefined): Promise<string> {
  const place = await findPlace(app, user);
  const token = newToken();
  await inTransaction(accessScope(app.db), async (scope) => {
    if (previousToken) await deleteSession(scope, hashToken(previousToken));
    await deleteExpiredSessions(scope, place.userId);
    await insertSession(scope, { id: newId(), tokenHash: hashToken(token), ...place });
  });
  return token;
}

/** A person whom the provider knows and we do not (an interrupted sign-up) gets the workspace now. */
async function findPlace(app: AppContext, user: VerifiedUser): Promise<{ userId: string; workspaceId: string }> {
  const scope = accessScope(app.db);
  const known = await findUserBySubject(scope, user.subject);
  if (!known) return createWorkspace(app, { user });
  const home = await findHomeWorkspace(scope, known.userId);
  if (home) return { userId: known.userId, workspaceId: home.workspaceId };
  return createWorkspace(app, { user, userId: known.userId });
}
