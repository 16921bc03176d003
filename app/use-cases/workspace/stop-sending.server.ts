import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { updateSendingStopped } from "../../../db/queries/workspaces.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { awaitInFlight } from "../sending/await-in-flight.server.ts";
import { readSending, type Sending } from "./read-sending.server.ts";

/**
 * Stops all sending of the workspace, answers by hand included: the brake that any member may pull.
 *
 * Rules   when it answers no mail leaves any more; one whose outcome is open even so is named in `inFlight`. Planned mails
 *         stay planned. Stopping again changes nothing: who stopped first stays named
 * Errors  none
 */
export async function stopSending(app: AppContext, actor: Actor): Promise<Sending> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const at = await app.clock.now();
  await inTransaction(scope, async (scope) => {
    if (!(await updateSendingStopped(scope, { at, userId: actor.userId }))) return;
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "sending.stopped",
      entity: "workspace",
      entityId: actor.workspaceId,
      at,
    });
  });
  const inFlight = await awaitInFlight(app, scope, {});
  return { ...(await readSending(app, actor)), inFlight };
}
