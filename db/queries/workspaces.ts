/** The workspace itself: its settings, and what the frame of every page shows of it. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type Workspace = {
  workspaceId: string;
  name: string;
  timeZone: string;
  postalAddress: string | null;
  /** Mails a day to people of one company; null: no limit. */
  companySpread: number | null;
  sendingStoppedAt: Date | null;
};

export type WorkspaceSettings = {
  name: string;
  timeZone: string;
  postalAddress: string | null;
  companySpread?: number | null;
};

export type InboxHealthRow = {
  inboxId: string;
  email: string;
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
};

export async function getWorkspace(scope: Scope): Promise<Workspace> {
  const row = await scope.handle
    .selectFrom("workspaces")
    .select([
      "id as workspaceId",
      "name",
      "time_zone as timeZone",
      "postal_address as postalAddress",
      "company_spread as companySpread",
      "sending_stopped_at as sendingStoppedAt",
    ])
    .where("id", "=", scope.workspaceId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return row;
}

export async function updateWorkspaceSettings(scope: Scope, settings: WorkspaceSettings): Promise<void> {
  await scope.handle
    .updateTable("workspaces")
    .set({
      name: settings.name,
      time_zone: settings.timeZone,
      postal_address: settings.postalAddress,
      company_spread: settings.companySpread,
      updated_at: sql<Date>`now()`,
    })
    .where("id", "=", scope.workspaceId)
    .execute();
}

/** Inboxes in trouble first, then by address. */
export async function listInboxHealth(scope: Scope, limit: number): Promise<InboxHealthRow[]> {
  return scope.handle
    .selectFrom("inbox_connections")
    .select(["id as inboxId", "email", "status", "status_reason as statusReason"])
    .where("workspace_id", "=", scope.workspaceId)
    .orderBy(sql`array_position(array['disconnected', 'paused', 'active'], status)`)
    .orderBy("email")
    .limit(limit)
    .execute();
}

export type SendingStop = { stoppedAt: Date | null; stoppedBy: string | null };

/** When all sending was stopped and the name of who did it; their address when they gave no name. */
export async function getSendingStop(scope: Scope): Promise<SendingStop> {
  const { rows } = await sql<SendingStop>`
    select w.sending_stopped_at as "stoppedAt",
      case when w.sending_stopped_at is not null then coalesce(nullif(u.name, ''), u.email::text) end as "stoppedBy"
    from workspaces w left join users u on u.id = w.sending_stopped_by
    where w.id = ${scope.workspaceId}`.execute(scope.handle);
  return rows[0] ?? { stoppedAt: null, stoppedBy: null };
}

/** False when it was stopped already. A preflight holds this row for share, so it is over or sees the stop. */
export async function updateSendingStopped(
  scope: TransactionScope,
  stop: { at: Date; userId: string },
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("workspaces")
    .set({ sending_stopped_at: stop.at, sending_stopped_by: stop.userId })
    .where("id", "=", scope.workspaceId)
    .where("sending_stopped_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** False when nothing was stopped. */
export async function updateSendingStarted(scope: TransactionScope): Promise<boolean> {
  const result = await scope.handle
    .updateTable("workspaces")
    .set({ sending_stopped_at: null, sending_stopped_by: null })
    .where("id", "=", scope.workspaceId)
    .where("sending_stopped_at", "is not", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
