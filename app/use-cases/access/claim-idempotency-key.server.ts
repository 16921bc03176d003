import { findIdempotencyKey, insertIdempotencyKey } from "../../../db/queries/idempotency-keys.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type IdempotencyClaim =
  | { state: "claimed" }
  | { state: "running" }
  | { state: "other_request" }
  | { state: "answered"; status: number; body: string };

/** Decides whether a call with this key runs, waits, or was answered before. */
export async function claimIdempotencyKey(
  app: AppContext,
  actor: Actor,
  input: { key: string; requestHash: Buffer },
): Promise<IdempotencyClaim> {
  const scope = scopeOf(app.db, actor.workspaceId);
  if (await insertIdempotencyKey(scope, input.key, input.requestHash)) return { state: "claimed" };
  const stored = await findIdempotencyKey(scope, input.key);
  if (!stored) return { state: "running" };
  if (!stored.requestHash.equals(input.requestHash)) return { state: "other_request" };
  if (stored.status === null) return { state: "running" };
  return { state: "answered", status: stored.status, body: stored.body ?? "" };
}
