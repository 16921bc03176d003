import { deleteOldQuarters, deleteServedRows } from "../../../db/queries/system/clean-up.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

/** The night's tidying: ended sessions, spent limits, answered keys, counted quarters. */
export async function cleanUp(app: AppContext): Promise<void> {
  const scope = systemScope(app.db);
  await deleteServedRows(scope);
  await deleteOldQuarters(scope, await app.clock.now());
}
