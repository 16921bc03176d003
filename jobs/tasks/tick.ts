import type { AppContext } from "../../app/context.ts";
import { tick } from "../../app/use-cases/system/tick.server.ts";

export async function tickTask(app: AppContext): Promise<void> {
  const { wokenCount } = await tick(app);
  app.log.info({ event: "tick.done", woken_count: wokenCount });
}
