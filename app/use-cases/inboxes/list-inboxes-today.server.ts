import { listInboxes } from "../../../db/queries/inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { type DescribedInbox, describeInboxes } from "./describe-inboxes.server.ts";

/** All inboxes of the workspace with what each sent on its own calendar day, and how it stands. */
export async function listInboxesToday(app: AppContext, actor: Actor, now: Date): Promise<DescribedInbox[]> {
  const scope = scopeOf(app.db, actor.workspaceId);
  return describeInboxes(scope, await listInboxes(scope), now);
}
