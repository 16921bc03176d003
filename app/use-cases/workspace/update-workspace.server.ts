import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { getWorkspace, updateWorkspaceSettings } from "../../../db/queries/workspaces.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Actor, mayActAs } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import type { WorkspaceInput } from "./workspace-input.ts";

/**
 * Changes name, time zone and postal address.
 *
 * Errors  forbidden below admin
 */
export async function updateWorkspace(app: AppContext, actor: Actor, input: WorkspaceInput): Promise<void> {
  if (!mayActAs(actor.role, "admin"))
    throw new AppError("forbidden", "Only an owner or admin may change the workspace.");
  const at = await app.clock.now();
  await inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    const before = await getWorkspace(scope);
    const fields = (["name", "timeZone", "postalAddress"] as const).filter((field) => before[field] !== input[field]);
    if (fields.length === 0) return;
    await updateWorkspaceSettings(scope, input);
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: "workspace.updated",
      entity: "workspace",
      entityId: actor.workspaceId,
      change: { fields },
      at,
    });
  });
}
