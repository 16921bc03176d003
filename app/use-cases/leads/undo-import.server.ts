import { enqueue } from "../../../db/enqueue.ts";
import { lockLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";

/** Queues the undo of a completed import. Errors  not_found; conflict when it is not completed or undone already */
export async function undoImport(app: AppContext, actor: Actor, input: { importId: string }): Promise<void> {
  const scope = scopeOf(app.db, actor.workspaceId);
  await inTransaction(scope, async (scope) => {
    const found = await lockLeadImport(scope, input.importId);
    if (found.status !== "completed") throw new AppError("conflict", "Only a completed import can be undone.");
    if (found.undoStatus === "running") return;
    if (found.undoStatus !== "possible") throw new AppError("conflict", "This import was undone already.");
    await updateLeadImport(scope, input.importId, { undoStatus: "running" });
    await enqueue(
      scope,
      "undo_import",
      { workspaceId: scope.workspaceId, importId: input.importId },
      { jobKey: `undo_import:${input.importId}` },
    );
  });
}
