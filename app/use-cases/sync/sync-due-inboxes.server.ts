import type { AppContext } from "../../context.ts";
import { listInboxesToSync } from "../system/list-inboxes-to-sync.server.ts";
import { type SyncOutcome, syncInbox } from "./sync-inbox.server.ts";

export type SyncedInbox = { inboxId: string } & SyncOutcome;

/** Reads every mailbox that is due, one after the other: for platforms that call crons over HTTP. */
export async function syncDueInboxes(app: AppContext): Promise<SyncedInbox[]> {
  const done: SyncedInbox[] = [];
  for (const { workspaceId, inboxId } of await listInboxesToSync(app)) {
    done.push({ inboxId, ...(await syncInbox(app, { workspaceId, inboxId })) });
  }
  return done;
}
