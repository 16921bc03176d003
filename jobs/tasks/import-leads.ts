import type { AppContext } from "../../app/context.ts";
import { runImport } from "../../app/use-cases/leads/run-import.server.ts";
import type { TaskPayload } from "../payloads.ts";

export const importLeadsTask = async (app: AppContext, payload: TaskPayload<"import_leads">) => {
  const ran = await runImport(app, payload);
  app.log.info({ event: "lead_import.ran", workspace_id: payload.workspaceId, import_id: payload.importId, ...ran });
};
