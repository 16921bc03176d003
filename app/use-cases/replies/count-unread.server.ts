import { getCounter } from "../../../db/queries/stats.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export async function countUnread(app: AppContext, actor: Actor): Promise<number> {
  return getCounter(scopeOf(app.db, actor.workspaceId), "unread");
}
