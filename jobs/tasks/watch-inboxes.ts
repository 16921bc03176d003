import type { AppContext } from "../../app/context.ts";
import { watchInboxes } from "../../app/use-cases/system/watch-inboxes.server.ts";

export async function watchInboxesTask(app: AppContext): Promise<void> {
  const watched = await watchInboxes(app);
  const isNews = watched.pausedCount + watched.disconnectedCount + watched.steppedBackCount > 0;
  app.log[isNews ? "warn" : "debug"]({ event: "inboxes.watched", ...watched });
}
