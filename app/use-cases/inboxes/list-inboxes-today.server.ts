import { type Inbox, listInboxDays, listInboxes } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type ListedInbox = Inbox & { sentToday: number; capToday: number };

/** All inboxes of the workspace with what each sent on its own calendar day. */
export async function listInboxesToday(app: AppContext, actor: Actor, now: Date): Promise<ListedInbox[]> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [inboxes, days] = await Promise.all([listInboxes(scope), listInboxDays(scope, now)]);
  return inboxes.map((inbox) => {
    const day = days.get(inbox.inboxId);
    return { ...inbox, sentToday: day?.sentToday ?? 0, capToday: day?.capToday ?? inbox.capPerDay };
  });
}
