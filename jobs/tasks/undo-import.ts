import type { AppContext } from "../../app/context.ts";
import { runUndo } from "../../app/use-cases/leads/run-undo.server.ts";
import type { TaskPayload } from "../payloads.ts";

export const undoImportTask = async (app: AppContext, payload: TaskPayload<"undo_import">) => {
  const ran = await runUndo(app, payload);
  app.log.info({ event: "lead_import.undone", workspace_id: payload.workspaceId, import_id: payload.importId, ...ran });
};
