/**
 * Reads what is new in a mailbox. The cursor moves only after the last page is committed, so a reading that dies is done
 * again and each message is stored once. `lastSyncedAt` is the application's time before the provider was asked: an
 * answer that came before it is stored.
 */
import { getInbox, type Inbox, listInboxes } from "../../../db/queries/inboxes.ts";
import { updateSyncCursor, updateSyncStarted, withSyncLock } from "../../../db/queries/sync-state.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import { isAppError, isProviderError } from "../../domain/errors.ts";
import { type Reading, type StoreCounts, storeMessages } from "./store-messages.server.ts";

export type SyncOutcome = StoreCounts & { isResync: boolean } & (
    | { outcome: "synced" | "busy" }
    | { outcome: "disconnected" | "failed"; reason: string; retryAfterMs?: number }
  );

const NOTHING = { storedCount: 0, failedCount: 0, isResync: false };
/** An expired cursor: everything since the last good time is looked at again, and a day more (providers.md 2.4). */
const RESYNC_OVERLAP_MS = 24 * 60 * 60_000;

/**
 * Rules   one reading per mailbox at a time, whoever asks; a second one is "busy" and changes nothing
 * Errors  not_found; errors of the database
 */
export async function syncInbox(
  app: AppContext,
  input: { workspaceId: string; inboxId: string },
): Promise<SyncOutcome> {
  const scope = scopeOf(app.db, input.workspaceId);
  const inbox = await getInbox(scope, input.inboxId);
  if (inbox.status === "disconnected") {
    return { ...NOTHING, outcome: "disconnected", reason: inbox.statusReason ?? "This mailbox is disconnected." };
  }
  const outcome = await withSyncLock(scope, inbox.inboxId, () => readOrSayWhy(app, scope, inbox.inboxId));
  return outcome === "busy" ? { ...NOTHING, outcome } : outcome;
}

async function readOrSayWhy(app: AppContext, scope: Scope, inboxId: string): Promise<SyncOutcome> {
  await updateSyncStarted(scope, inboxId);
  try {
    const ownEmails = await listOwnEmails(scope);
    return await withInboxTokens(app, scope, inboxId, async (mailbox, inbox) => {
      const at = await app.clock.now();
      const reading: Reading = { app, scope, mailbox, inbox: { ...inbox, ownEmails }, at };
      const { cursor, ...counts } = await readNew(reading, inbox);
      await updateSyncCursor(scope, inboxId, { cursor, syncedAt: reading.at });
      return { ...counts, outcome: "synced" };
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message: reason, details } = error;
    if (error.code === "reauth_required") return { ...NOTHING, outcome: "disconnected", reason };
    const retryAfterMs = isProviderError(error) ? error.retryAfterMs : details.retryAfterMs;
    return { ...NOTHING, outcome: "failed", reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}

async function listOwnEmails(scope: Scope): Promise<ReadonlySet<string>> {
  const inboxes = await listInboxes(scope);
  return new Set(inboxes.flatMap(({ email, sendAs }) => [email, sendAs ?? email].map((one) => one.toLowerCase())));
}

type ReadCounts = StoreCounts & { cursor: string; isResync: boolean };

async function readNew(reading: Reading, inbox: Inbox): Promise<ReadCounts> {
  if (inbox.syncCursor === null) return readAgain(reading, inbox);
  try {
    return await readSince(reading, inbox.syncCursor);
  } catch (error) {
    if (isProviderError(error) && error.kind === "cursor_expired") return readAgain(reading, inbox);
    throw error;
  }
}

async function readSince(reading: Reading, from: string): Promise<ReadCounts> {
  const { mailbox } = reading;
  const counts = { storedCount: 0, failedCount: 0, isResync: false };
  let cursor: string | null = null;
  let pageToken: string | null = null;
  do {
    const page = await mailbox.listSince(from, pageToken);
    const { storedCount, failedCount } = await storeMessages(reading, page.messageIds);
    counts.storedCount += storedCount;
    counts.failedCount += failedCount;
    cursor = page.cursor;
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return { ...counts, cursor: cursor ?? from };
}

/** The new cursor is taken before the listing: what comes meanwhile is seen by the next reading, never by none. */
async function readAgain(reading: Reading, inbox: Inbox): Promise<ReadCounts> {
  const { mailbox, at } = reading;
  const { cursor } = await mailbox.getProfile();
  const since = new Date((inbox.lastSyncedAt ?? at).getTime() - RESYNC_OVERLAP_MS);
  const messageIds = new Set<string>();
  let pageToken: string | null = null;
  do {
    const page = await mailbox.listAfter(since, pageToken);
    for (const id of page.messageIds) messageIds.add(id);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  // Listed newest first; stored in the order in which it happened.
  const counts = await storeMessages(reading, [...messageIds].reverse());
  return { ...counts, cursor, isResync: true };
}
