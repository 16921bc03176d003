import { deleteSession } from "../../../db/queries/access/sessions.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { hashToken } from "./token-hash.ts";

/** Ends a session for good; the token opens nothing from now on. */
export async function signOut(app: AppContext, token: string): Promise<void> {
  await deleteSession(accessScope(app.db), hashToken(token));
}
