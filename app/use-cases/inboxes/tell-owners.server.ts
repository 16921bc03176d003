/**
 * Mails one event to the workspace's owners. The event's row is the outbox: taken before the hand-over, settled after it.
 * A crash or a lost answer in between is a doubt: it is told once more at most, under the same Message-ID.
 */
import { type ClaimedNotice, claimNotice, listOwnerEmails, settleNotice } from "../../../db/queries/inbox-events.ts";
import { inTransaction, type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { isProviderError, type ProviderError } from "../../domain/errors.ts";
import { writeOwnerNotice } from "../../domain/owner-notice.ts";

export type TellOutcome = "told" | "nothing_to_tell" | "gave_up";

/** Of one notice: the first hand-over whose outcome is not known, and the one after it. */
const MAX_DOUBTS = 2;

/**
 * Errors  provider_failed when it was not told and is to be tried again (the job's retries do)
 */
export async function tellOwners(
  app: AppContext,
  input: { workspaceId: string; inboxEventId: string },
): Promise<TellOutcome> {
  const { systemMail } = app.providers;
  if (!systemMail) return "nothing_to_tell";
  const scope = scopeOf(app.db, input.workspaceId);
  const leaseMs = app.config.intervals.leaseMs;
  const notice = await inTransaction(scope, (scope) => claimNotice(scope, input.inboxEventId, leaseMs));
  if (!notice || (notice.kind !== "paused" && notice.kind !== "disconnected")) return "nothing_to_tell";
  const toEmails = await listOwnerEmails(scope);
  if (notice.doubts >= MAX_DOUBTS || toEmails.length === 0) return giveUp(app, scope, notice);
  const { kind, email, workspaceName } = notice;
  const url = `${app.config.appUrl}/app/settings/inboxes/${notice.inboxId}`;
  const written = writeOwnerNotice({ kind, email, workspaceName, reason: notice.detail, url });
  const messageIdHeader = `<${notice.inboxEventId}@${new URL(app.config.appUrl).hostname}>`;
  try {
    await systemMail.send({ ...written, toEmails, messageIdHeader });
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return judge(app, scope, notice, error);
  }
  await settleNotice(scope, notice, { status: "sent", doubts: notice.doubts });
  return "told";
}

async function judge(app: AppContext, scope: Scope, notice: ClaimedNotice, error: ProviderError): Promise<TellOutcome> {
  const doubts = notice.doubts + (error.delivery === "unknown" ? 1 : 0);
  if (doubts >= MAX_DOUBTS) return giveUp(app, scope, { ...notice, doubts });
  await settleNotice(scope, notice, { status: "waiting", doubts });
  throw error;
}

async function giveUp(app: AppContext, scope: Scope, notice: ClaimedNotice): Promise<TellOutcome> {
  await settleNotice(scope, notice, { status: "gave_up", doubts: notice.doubts });
  app.log.error({
    event: "owners.not-told",
    workspace_id: scope.workspaceId,
    inbox_event_id: notice.inboxEventId,
    doubts: notice.doubts,
  });
  return "gave_up";
}
