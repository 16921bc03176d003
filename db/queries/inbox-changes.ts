/** What may change on an inbox: connect, settings, pause and resume, disconnect. Callers hold its lock. */
import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";
import type { InboxRamp, InboxStatus } from "./inboxes.ts";

export type NewInbox = {
  inboxId: string;
  provider: "gmail" | "microsoft";
  email: string;
  displayName: string;
  timeZone: string;
  syncCursor: string;
  scopes: string[];
};

/** What a new inbox starts with: the name of who connects it, the workspace's zone. */
export async function getInboxDefaults(
  scope: Scope,
  userId: string,
): Promise<{ displayName: string; timeZone: string }> {
  return scope.handle
    .selectFrom("workspaces")
    .leftJoin("users", (join) => join.on("users.id", "=", userId))
    .select((eb) => [
      eb.fn.coalesce("users.name", sql<string>`''`).as("displayName"),
      "workspaces.time_zone as timeZone",
    ])
    .where("workspaces.id", "=", scope.workspaceId)
    .executeTakeFirstOrThrow();
}

/** A mailbox freshly connected by OAuth. False when the workspace has this address already (another request was first). */
export async function insertOAuthInbox(scope: TransactionScope, inbox: NewInbox): Promise<boolean> {
  const row = await scope.handle
    .insertInto("inbox_connections")
    .values({
      workspace_id: scope.workspaceId,
      id: inbox.inboxId,
      provider: inbox.provider,
      email: inbox.email,
      display_name: inbox.displayName,
      time_zone: inbox.timeZone,
      sync_cursor: inbox.syncCursor,
      scopes: inbox.scopes,
    })
    .onConflict((oc) => oc.columns(["workspace_id", "email"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Newly granted: active again unless a person paused it; settings and the place of reading stay. */
export async function updateInboxReconnected(
  scope: TransactionScope,
  inboxId: string,
  reconnected: { scopes: string[]; isPaused: boolean; cursorIfNone: string },
): Promise<void> {
  await change(scope, inboxId)
    .set({
      scopes: reconnected.scopes,
      sync_cursor: sql`coalesce(sync_cursor, ${reconnected.cursorIfNone})`,
      ...(reconnected.isPaused ? {} : { status: "active" as const, status_reason: null }),
    })
    .execute();
}

export async function updateInboxStatus(
  scope: TransactionScope,
  inboxId: string,
  status: InboxStatus,
  reason: string | null,
): Promise<void> {
  await change(scope, inboxId).set({ status, status_reason: reason }).execute();
}

export type InboxSettingsChange = {
  capPerDay?: number;
  ramp?: InboxRamp | null;
  windowDays?: number[];
  windowStart?: string;
  windowEnd?: string;
  minGapSeconds?: number;
  timeZone?: string;
  country?: string | null;
  displayName?: string;
  signature?: string;
  sendAs?: string | null;
};

export async function updateInboxSettings(
  scope: TransactionScope,
  inboxId: string,
  settings: InboxSettingsChange,
): Promise<void> {
  await change(scope, inboxId)
    .set({
      cap_per_day: settings.capPerDay,
      ramp: settings.ramp === undefined ? undefined : settings.ramp && JSON.stringify(settings.ramp),
      window_days: settings.windowDays,
      window_start: settings.windowStart,
      window_end: settings.windowEnd,
      min_gap_seconds: settings.minGapSeconds,
      time_zone: settings.timeZone,
      country: settings.country,
      display_name: settings.displayName,
      signature: settings.signature,
      send_as: settings.sendAs,
    })
    .execute();
}

function change(scope: Scope, inboxId: string) {
  return scope.handle
    .updateTable("inbox_connections")
    .set({ updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId);
}
