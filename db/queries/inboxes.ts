/** Inboxes as the house speaks of them: settings, state and place of reading. Their tokens are in inbox-tokens.ts. */
import { type SelectQueryBuilder, sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { Schema } from "../schema.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type InboxStatus = "active" | "paused" | "disconnected";
export type InboxRamp = { startPerDay: number; addPerDay: number };

/** `windowStart` and `windowEnd` are "HH:MM" in `timeZone`; days are 1 (Monday) to 7. */
export type Inbox = {
  inboxId: string;
  provider: "gmail" | "microsoft" | "smtp";
  email: string;
  sendAs: string | null;
  displayName: string;
  signature: string;
  timeZone: string;
  country: string | null;
  scopes: string[];
  status: InboxStatus;
  statusReason: string | null;
  capPerDay: number;
  ramp: InboxRamp | null;
  windowDays: number[];
  windowStart: string;
  windowEnd: string;
  minGapSeconds: number;
  syncCursor: string | null;
  lastSyncedAt: Date | null;
  createdAt: Date;
};

const COLUMNS = [
  "id as inboxId",
  "provider",
  "email",
  "send_as as sendAs",
  "display_name as displayName",
  "signature",
  "time_zone as timeZone",
  "country",
  "scopes",
  "status",
  "status_reason as statusReason",
  "cap_per_day as capPerDay",
  "ramp",
  "window_days as windowDays",
  "window_start as windowStart",
  "window_end as windowEnd",
  "min_gap_seconds as minGapSeconds",
  "sync_cursor as syncCursor",
  "last_synced_at as lastSyncedAt",
  "created_at as createdAt",
] as const;

function inboxesIn(scope: Scope) {
  return scope.handle.selectFrom("inbox_connections").select(COLUMNS).where("workspace_id", "=", scope.workspaceId);
}

type Found =
  ReturnType<typeof inboxesIn> extends SelectQueryBuilder<Schema, "inbox_connections", infer Row> ? Row : never;

/** Postgres gives times as "09:00:00". */
function inboxOf(row: Found): Inbox {
  return {
    ...row,
    ramp: row.ramp as InboxRamp | null,
    windowStart: row.windowStart.slice(0, 5),
    windowEnd: row.windowEnd.slice(0, 5),
  };
}

export async function findInbox(scope: Scope, inboxId: string): Promise<Inbox | undefined> {
  const row = await inboxesIn(scope).where("id", "=", inboxId).executeTakeFirst();
  return row && inboxOf(row);
}

export async function getInbox(scope: Scope, inboxId: string): Promise<Inbox> {
  const inbox = await findInbox(scope, inboxId);
  if (!inbox) throw new AppError("not_found", "There is no such inbox.");
  return inbox;
}

export async function findInboxByEmail(scope: Scope, email: string): Promise<Inbox | undefined> {
  const row = await inboxesIn(scope).where("email", "=", email).executeTakeFirst();
  return row && inboxOf(row);
}

/** Whoever pauses, disconnects or reconnects holds this lock; preflight reads the row for share. */
export async function lockInbox(scope: TransactionScope, inboxId: string): Promise<Inbox> {
  const row = await inboxesIn(scope).where("id", "=", inboxId).forUpdate().executeTakeFirst();
  if (!row) throw new AppError("not_found", "There is no such inbox.");
  return inboxOf(row);
}

/** All inboxes of the workspace by address; a workspace has tens of them, so the list has no pages. */
export async function listInboxes(scope: Scope): Promise<Inbox[]> {
  const rows = await inboxesIn(scope).orderBy("email").orderBy("id").execute();
  return rows.map(inboxOf);
}

export type InboxToday = { sentToday: number; capToday: number };

/** What each inbox sent on its own calendar day at `now`; inboxes without mail that day are absent. */
export async function listInboxDays(scope: Scope, now: Date): Promise<Map<string, InboxToday>> {
  const rows = await scope.handle
    .selectFrom("inbox_days as day")
    .innerJoin("inbox_connections as inbox", (join) =>
      join.onRef("inbox.workspace_id", "=", "day.workspace_id").onRef("inbox.id", "=", "day.inbox_id"),
    )
    .select(["day.inbox_id as inboxId", "day.sent as sentToday", "day.cap as capToday"])
    .where("day.workspace_id", "=", scope.workspaceId)
    .where("day.local_on", "=", sql<string>`(${now}::timestamptz at time zone inbox.time_zone)::date`)
    .execute();
  return new Map(rows.map(({ inboxId, ...day }) => [inboxId, day]));
}
