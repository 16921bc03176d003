/** The workspace itself: its settings, and what the frame of every page shows of it. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { Scope } from "../scope.ts";

export type Workspace = {
  workspaceId: string;
  name: string;
  timeZone: string;
  postalAddress: string | null;
  sendingStoppedAt: Date | null;
};

export type WorkspaceSettings = { name: string; timeZone: string; postalAddress: string | null };

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
