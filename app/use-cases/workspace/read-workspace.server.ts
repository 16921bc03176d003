import { getWorkspace, type Workspace } from "../../../db/queries/workspaces.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type { Workspace };

export async function readWorkspace(app: AppContext, actor: Actor): Promise<Workspace> {
  return getWorkspace(scopeOf(app.db, actor.workspaceId));
}
