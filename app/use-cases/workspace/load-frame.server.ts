import { getCounter } from "../../../db/queries/stats.ts";
import { getWorkspace, type InboxHealthRow, listInboxHealth } from "../../../db/queries/workspaces.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** What stands around every page. */
export type Frame = {
  workspaceName: string;
  timeZone: string;
  sendingStoppedAt: Date | null;
  unreadReplies: number;
  /** In trouble first; at most as many as the foot of the navigation can name. */
  inboxes: InboxHealthRow[];
};

const SHOWN_INBOXES = 50;

export async function loadFrame(app: AppContext, actor: Actor): Promise<Frame> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [workspace, unreadReplies, inboxes] = await Promise.all([
    getWorkspace(scope),
    getCounter(scope, "unread"),
    listInboxHealth(scope, SHOWN_INBOXES),
  ]);
  const { name, timeZone, sendingStoppedAt } = workspace;
  return { workspaceName: name, timeZone, sendingStoppedAt, unreadReplies, inboxes };
}
