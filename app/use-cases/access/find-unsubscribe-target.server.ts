import { findUnsubscribeTarget as findByHash, type UnsubscribeTarget } from "../../../db/queries/access/unsubscribe.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { hashToken } from "./token-hash.ts";

export type { UnsubscribeTarget };

/** The mail that an unsubscribe link was in; undefined for a token that is none of ours. */
export async function findUnsubscribeTarget(app: AppContext, token: string): Promise<UnsubscribeTarget | undefined> {
  if (!/^[\w-]{16,200}$/.test(token)) return undefined;
  return findByHash(accessScope(app.db), hashToken(token));
}
