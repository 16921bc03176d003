import type { AppContext } from "../../app/context.ts";
import { cleanUp } from "../../app/use-cases/system/clean-up.server.ts";

export async function cleanUpTask(app: AppContext): Promise<void> {
  await cleanUp(app);
  app.log.info({ event: "clean_up.done" });
}
