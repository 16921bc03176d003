import { timingSafeEqual } from "node:crypto";
import { findApiKey, updateApiKeyUsed } from "../../../db/queries/access/api-keys.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { hashToken } from "./token-hash.ts";

export type KeyCaller = { actor: Actor; scopes: string[] };

/** `lb_<prefix>_<secret>`: the prefix finds the row, the hash of the whole key decides. */
const KEY = /^(lb_[A-Za-z0-9]{8,16})_[A-Za-z0-9_-]{32,}$/;

/** Who a key acts for; undefined for anything that is not a living key. */
export async function readApiKey(app: AppContext, key: string): Promise<KeyCaller | undefined> {
  const prefix = KEY.exec(key)?.[1];
  if (prefix === undefined) return undefined;
  const scope = accessScope(app.db);
  const row = await findApiKey(scope, prefix);
  const hash = hashToken(key);
  if (!row || row.secretHash.length !== hash.length || !timingSafeEqual(row.secretHash, hash)) return undefined;
  if (row.isStale) await updateApiKeyUsed(scope, row);
  return { actor: { userId: row.userId, workspaceId: row.workspaceId, role: row.role }, scopes: row.scopes };
}
