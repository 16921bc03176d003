import { deleteFileParts } from "../../../db/queries/lead-import-files.ts";
import { deleteImportRows, deleteRejects } from "../../../db/queries/lead-import-rows.ts";
import { lockLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import { withSessionLock } from "../../../db/session-lock.ts";
import type { AppContext } from "../../context.ts";

const REASON =
  "It was tried several times and broke off each time, so it was given up. Upload the file again; if that fails too, whoever runs this server finds the cause in its log.";

/**
 * Ends an import that nothing works on any more: `failed`, with its reason; nothing of the file is kept.
 *
 * Rules   false, and nothing changes, when it has ended or a run of it still goes on. An undo becomes possible again.
 * Errors  not_found
 */
export async function giveUpImport(
  app: AppContext,
  input: { workspaceId: string; importId: string; work: "import" | "undo" },
): Promise<boolean> {
  const { importId, work } = input;
  const at = await app.clock.now();
  const givenUp = await withSessionLock(app.db, `import_leads:${importId}`, () =>
    inTransaction(scopeOf(app.db, input.workspaceId), async (scope) => {
      const found = await lockLeadImport(scope, importId);
      if (work === "undo") {
        if (found.undoStatus !== "running") return false;
        await updateLeadImport(scope, importId, { undoStatus: "possible" });
        return true;
      }
      if (found.status !== "queued" && found.status !== "running") return false;
      await deleteImportRows(scope, importId);
      await deleteRejects(scope, importId);
      await deleteFileParts(scope, importId);
      await updateLeadImport(scope, importId, { status: "failed", reason: REASON, rows: 0, finishedAt: at });
      return true;
    }),
  );
  return givenUp ?? false;
}
