import { listLostImports } from "../../../db/queries/system/lost-imports.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { giveUpImport } from "../leads/give-up-import.server.ts";

const IMPORTS_PER_SWEEP = 50;

/** Ends imports whose job is gone or used up its tries, however its worker ended. */
export async function sweepImports(app: AppContext): Promise<{ givenUpCount: number }> {
  let givenUpCount = 0;
  for (const lost of await listLostImports(systemScope(app.db), IMPORTS_PER_SWEEP)) {
    if (!(await giveUpImport(app, lost))) continue;
    givenUpCount += 1;
    const { workspaceId, importId, work } = lost;
    app.log.error({ event: "lead_import.given_up", workspace_id: workspaceId, import_id: importId, work });
  }
  return { givenUpCount };
}
