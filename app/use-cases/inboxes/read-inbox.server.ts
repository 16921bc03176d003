import { getInbox } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { type DescribedInbox, describeInboxes } from "./describe-inboxes.server.ts";

/** One inbox with its settings, its day, and how it stands. Errors  not_found */
export async function readInbox(
  app: AppContext,
  actor: Actor,
  input: { inboxId: string; now: Date },
): Promise<DescribedInbox> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [inbox] = await describeInboxes(scope, [await getInbox(scope, input.inboxId)], input.now);
  if (!inbox) throw new AppError("not_found", "There is no such inbox.");
  return inbox;
}
