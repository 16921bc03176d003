import { updateIdempotencyAnswer } from "../../../db/queries/idempotency-keys.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** Keeps the first answer for the repeats of its call. */
export async function storeIdempotentAnswer(
  app: AppContext,
  actor: Actor,
  input: { key: string; status: number; body: string },
): Promise<void> {
  await updateIdempotencyAnswer(scopeOf(app.db, actor.workspaceId), input.key, input);
}
