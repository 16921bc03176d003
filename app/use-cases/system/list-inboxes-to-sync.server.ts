import { type InboxToSync, listInboxesToSync as listDue } from "../../../db/queries/system/sync-due.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

/** As many as one minute can begin. */
const AT_ONCE = 500;

/** Mailboxes that nobody began to read for one interval of real time, longest unread first. */
export async function listInboxesToSync(app: AppContext): Promise<InboxToSync[]> {
  return listDue(systemScope(app.db), { syncEveryMs: app.config.intervals.syncEveryMs, limit: AT_ONCE });
}
