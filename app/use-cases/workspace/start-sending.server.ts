import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { updateSendingStarted } from "../../../db/queries/workspaces.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Actor, mayActAs } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { readSending, type Sending } from "./read-sending.server.ts";

/**
 * Lets the workspace's mails go again: planned anew inside every cap, gap and window, so without a burst.
 *
 * Rules   starting what runs changes nothing
 * Errors  forbidden below admin
 */
export async function startSending(app: AppContext, actor: Actor): Promise<Sending> {
  if (!mayActAs(actor.role, "admin"))
    throw new AppError("forbidden", "Only an owner or admin may start sending again.");
  const at = await app.clock.now();
  await inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    if (!(await updateSendingStarted(scope))) return;
    await enqueue(scope, "tick", {});
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "sending.started",
      entity: "workspace",
      entityId: actor.workspaceId,
      at,
    });
  });
  return readSending(app, actor);
}
