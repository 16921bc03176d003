import { getCounter } from "../../../db/queries/stats.ts";
import { getSendingStop, getWorkspace, type InboxHealthRow, listInboxHealth } from "../../../db/queries/workspaces.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

/** What stands around every page. */
export type Frame = {
  workspaceName: string;
  timeZone: string;
  sendingStoppedAt: Date | null;
  /** The name of who stopped it. */
  sendingStoppedBy: string | null;
  unreadReplies: number;
  /** In trouble first; at most as many as the foot of the navigation can name. */
  inboxes: InboxHealthRow[];
};

const SHOWN_INBOXES = 50;

export async function loadFrame(app: AppContext, actor: Actor): Promise<Frame> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [workspace, stop, unreadReplies, inboxes] = await Promise.all([
    getWorkspace(scope),
    getSendingStop(scope),
    getCounter(scope, "unread"),
    listInboxHealth(scope, SHOWN_INBOXES),
  ]);
  const { name, timeZone } = workspace;
  return {
    workspaceName: name,
    timeZone,
    sendingStoppedAt: stop.stoppedAt,
    sendingStoppedBy: stop.stoppedBy,
    unreadReplies,
    inboxes,
  };
}
