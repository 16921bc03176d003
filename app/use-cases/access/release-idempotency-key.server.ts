import { deleteUnansweredKey } from "../../../db/queries/idempotency-keys.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** Gives a key back after its call failed, so that the call can be made again. */
export async function releaseIdempotencyKey(app: AppContext, actor: Actor, input: { key: string }): Promise<void> {
  await deleteUnansweredKey(scopeOf(app.db, actor.workspaceId), input.key);
}
