import { deleteSession, insertSession } from "../../../db/queries/access/sessions.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { newId } from "../../domain/ids.ts";
import { countAttempt } from "./count-attempt.server.ts";
import { createWorkspace } from "./create-workspace.server.ts";
import { hashToken, newToken } from "./token-hash.ts";

export type SignUpOutcome =
  | { ok: true; token: string; userId: string; workspaceId: string }
  | { ok: false; reason: "email_taken" | "invalid_email" | "password_too_short" | "wrong_credentials" }
  | { ok: false; reason: "rate_limited"; retryAfterMs: number };

export type SignUpInput = {
  name: string;
  email: string;
  password: string;
  company?: string;
  ip: string;
  previousToken?: string;
};

/**
 * Makes a person at the identity provider, then their workspace and first session here.
 *
 * Rules   interrupted in between, the next sign-in makes the workspace
 */
export async function signUp(app: AppContext, input: SignUpInput): Promise<SignUpOutcome> {
  const counted = await countAttempt(app, [{ limit: "signUpPerIp", subject: input.ip }]);
  if (!counted.ok) return { ok: false, reason: "rate_limited", retryAfterMs: counted.retryAfterMs };
  const { name, email, password } = input;
  const identified = await app.identity.signUp({ name, email, password });
  if (!identified.ok) {
    if (identified.reason === "rate_limited") return { ok: false, reason: "rate_limited", retryAfterMs: 60_000 };
    return { ok: false, reason: identified.reason };
  }
  const place = await createWorkspace(app, { user: identified.user, workspaceName: input.company });
  const token = newToken();
  if (input.previousToken) await deleteSession(accessScope(app.db), hashToken(input.previousToken));
  await insertSession(accessScope(app.db), { id: newId(), tokenHash: hashToken(token), ...place });
  return { ok: true, token, ...place };
}
