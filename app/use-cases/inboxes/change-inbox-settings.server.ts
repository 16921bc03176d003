import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { updateInboxSettings, updateInboxStatus } from "../../../db/queries/inbox-changes.ts";
import { getInbox, type Inbox, lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { type InboxSettings, issuesOfInboxSettings } from "../../domain/inbox-settings.ts";
import { awaitInFlight } from "../sending/await-in-flight.server.ts";
import { recordMovedPlans } from "../sending/record-moved-plans.server.ts";

/** `stillSending`: mails that were handed to the provider before a pause took hold, and have not settled since. */
export type SettingsOutcome = { inbox: Inbox; stillSending: number };

/**
 * Changes settings, pauses or resumes; what is not named stays.
 *
 * Rules   after a pause no further mail of the inbox passes preflight: both lock its row; those that had passed are waited
 *         for. Jobs stay as they are and are planned again on resume, inside cap and gap
 * Errors  not_found; invalid_input with a path per field; conflict when a disconnected inbox is to be resumed or paused
 */
export async function changeInboxSettings(
  app: AppContext,
  actor: Actor,
  input: { inboxId: string; settings: InboxSettings },
): Promise<SettingsOutcome> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { inboxId, settings } = input;
  const at = await app.clock.now();
  const inbox = await inTransaction(scope, async (scope) => {
    const inbox = await lockInbox(scope, inboxId);
    const issues = issuesOfInboxSettings(inbox, settings);
    if (issues.length > 0) throw new AppError("invalid_input", "Some settings do not fit this inbox.", { issues });
    if (settings.status && inbox.status === "disconnected") {
      throw new AppError("conflict", "This inbox is disconnected. Connect it again first.");
    }
    const { cap, window, status, ...others } = settings;
    const change = {
      ...others,
      capPerDay: cap,
      windowDays: window?.days,
      windowStart: window?.start,
      windowEnd: window?.end,
    };
    const reason = `the settings of ${inbox.email} were changed`;
    await recordMovedPlans(scope, { inboxIds: [inboxId], now: at, reason }, () =>
      updateInboxSettings(scope, inboxId, change),
    );
    if (status) await updateInboxStatus(scope, inboxId, status, status === "paused" ? "paused by you" : null);
    // Its next slot may have moved to now; the job replaces the one that waits for the old slot.
    await enqueue(scope, "send_inbox", { workspaceId: scope.workspaceId, inboxId }, { jobKey: `send:${inboxId}` });
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: status ? (status === "paused" ? "inbox.paused" : "inbox.resumed") : "inbox.changed",
      entity: "inbox",
      entityId: inboxId,
      change: { fields: Object.keys(settings).sort() },
      at,
    });
    return getInbox(scope, inboxId);
  });
  const inFlight = settings.status === "paused" ? await awaitInFlight(app, scope, { inboxId }) : [];
  return { inbox, stillSending: inFlight.length };
}
