import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { updateInboxStatus } from "../../../db/queries/inbox-changes.ts";
import { insertInboxEvent } from "../../../db/queries/inbox-events.ts";
import { lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, type Scope } from "../../../db/scope.ts";
import { newId } from "../../domain/ids.ts";

export type WatchdogPause = {
  inboxId: string;
  reason: string;
  at: Date;
  /** Figures for the audit, without personal values. */
  change: Record<string, unknown>;
  /** What the provider answered, when that is the cause: the ramp takes it as a sign. */
  blockedAnswer?: string;
};

/**
 * Pauses an inbox by the watchdog's own decision: from the commit on no mail of it passes preflight.
 *
 * Rules   only an active inbox; false when it was paused or disconnected meanwhile. Jobs stay as they are
 * Errors  not_found
 */
export function pauseByWatchdog(scope: Scope, pause: WatchdogPause): Promise<boolean> {
  const { inboxId, reason, at, change, blockedAnswer } = pause;
  return inTransaction(scope, async (scope) => {
    const inbox = await lockInbox(scope, inboxId);
    if (inbox.status !== "active") return false;
    await updateInboxStatus(scope, inboxId, "paused", reason);
    if (blockedAnswer) {
      const event = { inboxEventId: newId(), kind: "blocked_answer", detail: blockedAnswer, at } as const;
      await insertInboxEvent(scope, { ...event, inboxId });
    }
    const audit = {
      actorUserId: null,
      actor: "worker",
      action: "inbox.paused",
      entity: "inbox",
      entityId: inboxId,
      at,
    };
    await insertAuditEvent(scope, { ...audit, change });
    return true;
  });
}
