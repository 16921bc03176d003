import { enqueue } from "../../../db/enqueue.ts";
import { lockLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { type Mapping, parseMapping, problemOfMapping } from "../../domain/lead-fields.ts";

export type StartedImport = { ok: true } | { ok: false; reason: string };

/**
 * Queues an uploaded file with the mapping that its owner confirmed (or the guessed one).
 *
 * Errors  not_found; conflict when it was started already
 */
export async function startImport(
  app: AppContext,
  actor: Actor,
  input: { importId: string; mapping?: Mapping },
): Promise<StartedImport> {
  const scope = scopeOf(app.db, actor.workspaceId);
  return inTransaction(scope, async (scope) => {
    const found = await lockLeadImport(scope, input.importId);
    if (found.status !== "uploaded") throw new AppError("conflict", "This import was started already.");
    const mapping = input.mapping ?? parseMapping(found.mapping);
    const problem = problemOfMapping(mapping);
    if (problem !== null) return { ok: false, reason: problem };
    await updateLeadImport(scope, input.importId, { status: "queued", mapping });
    await enqueue(
      scope,
      "import_leads",
      { workspaceId: scope.workspaceId, importId: input.importId },
      { jobKey: `import_leads:${input.importId}` },
    );
    return { ok: true };
  });
}
