import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { listInboxes } from "../../../db/queries/inboxes.ts";
import { getWorkspace, updateWorkspaceSettings } from "../../../db/queries/workspaces.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Actor, mayActAs } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { recordMovedPlans } from "../sending/record-moved-plans.server.ts";
import type { WorkspaceInput } from "./workspace-input.ts";

/**
 * Changes name, time zone, postal address and company spread. Planned times that move leave a reason.
 *
 * Errors  forbidden below admin
 */
export async function updateWorkspace(app: AppContext, actor: Actor, input: WorkspaceInput): Promise<void> {
  if (!mayActAs(actor.role, "admin"))
    throw new AppError("forbidden", "Only an owner or admin may change the workspace.");
  const at = await app.clock.now();
  await inTransaction(scopeOf(app.db, actor.workspaceId), async (scope) => {
    const before = await getWorkspace(scope);
    const fields = (["name", "timeZone", "postalAddress", "companySpread"] as const).filter(
      (field) => input[field] !== undefined && before[field] !== input[field],
    );
    if (fields.length === 0) return;
    const save = () => updateWorkspaceSettings(scope, input);
    // The days in which mails to a company are counted are the workspace's.
    if (!fields.includes("companySpread") && !fields.includes("timeZone")) await save();
    else {
      const inboxIds = (await listInboxes(scope)).flatMap(({ inboxId, status }) =>
        status === "active" ? inboxId : [],
      );
      const reason = "the workspace's mails per company and day were changed";
      await recordMovedPlans(scope, { inboxIds, now: at, reason }, save);
    }
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
