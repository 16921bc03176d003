import type { AppContext } from "../../app/context.ts";
import { sweepDrafts } from "../../app/use-cases/system/sweep-drafts.server.ts";

export async function sweepDraftsTask(app: AppContext): Promise<void> {
  const { deletedCount } = await sweepDrafts(app);
  app.log.info({ event: "drafts.swept", deleted_count: deletedCount });
}
