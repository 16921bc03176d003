import { lockLeadImport, updateLeadImport } from "../../../db/queries/lead-imports.ts";
import { lockMerges } from "../../../db/queries/lead-imports-merge.ts";
import { deleteCreatedLeads, type KeptLeads, restoreFilledLeads } from "../../../db/queries/lead-imports-undo.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

export type RanUndo = { outcome: "undone"; deleted: number; restored: number; kept: number } | { outcome: "skipped" };

/** Takes an import back in one transaction. Running it again changes nothing. Errors  not_found */
export async function runUndo(app: AppContext, input: { workspaceId: string; importId: string }): Promise<RanUndo> {
  const scope = scopeOf(app.db, input.workspaceId);
  return inTransaction(scope, async (scope) => {
    await lockMerges(scope);
    const found = await lockLeadImport(scope, input.importId);
    if (found.undoStatus !== "running") return { outcome: "skipped" };
    const restored = await restoreFilledLeads(scope, input.importId);
    const { deleted, kept } = await deleteCreatedLeads(scope, input.importId);
    const keptCount = Object.values(kept).reduce((sum, count) => sum + count, 0);
    await updateLeadImport(scope, input.importId, {
      undoStatus: "undone",
      undoKept: keptCount,
      reason: sentenceOf(deleted, restored, kept),
    });
    return { outcome: "undone", deleted, restored, kept: keptCount };
  });
}

const WHY: Record<keyof KeptLeads, string> = {
  inCampaign: "in a campaign",
  inConversation: "in a conversation",
  fromDiscovery: "also found by discovery",
  inOtherImport: "also in another import",
};

function sentenceOf(deleted: number, restored: number, kept: KeptLeads): string {
  const whys = Object.entries(kept).flatMap(([why, count]) =>
    count > 0 ? [`${count} ${WHY[why as keyof KeptLeads]}`] : [],
  );
  return `${deleted} deleted, ${restored} given back their former values, ${whys.length === 0 ? "none kept" : `kept: ${whys.join(", ")}`}.`;
}
