import { getInbox, listInboxDays } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { ListedInbox } from "./list-inboxes-today.server.ts";

/** One inbox with its settings and its day. Errors  not_found */
export async function readInbox(
  app: AppContext,
  actor: Actor,
  input: { inboxId: string; now: Date },
): Promise<ListedInbox> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const inbox = await getInbox(scope, input.inboxId);
  const day = (await listInboxDays(scope, input.now)).get(inbox.inboxId);
  return { ...inbox, sentToday: day?.sentToday ?? 0, capToday: day?.capToday ?? inbox.capPerDay };
}
