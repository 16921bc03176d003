/** Which inboxes a campaign may use. */
import { sql } from "kysely";
import type { SendWindow } from "../../app/domain/send-window.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type CampaignInbox = {
  inboxId: string;
  email: string;
  displayName: string;
  status: "active" | "paused" | "disconnected";
  statusReason: string | null;
  timeZone: string;
  capPerDay: number;
  window: SendWindow;
};

function selectInboxes(scope: Scope) {
  return scope.handle
    .selectFrom("inbox_connections as inbox")
    .select([
      "inbox.id",
      sql<string>`coalesce(inbox.send_as, inbox.email)::text`.as("email"),
      "inbox.display_name",
      "inbox.status",
      "inbox.status_reason",
      "inbox.time_zone",
      "inbox.cap_per_day",
      "inbox.window_days",
      "inbox.window_start",
      "inbox.window_end",
    ])
    .where("inbox.workspace_id", "=", scope.workspaceId)
    .orderBy("inbox.id");
}
type Row = Awaited<ReturnType<ReturnType<typeof selectInboxes>["executeTakeFirstOrThrow"]>>;

function inboxOf(row: Row): CampaignInbox {
  return {
    inboxId: row.id,
    email: row.email,
    displayName: row.display_name,
    status: row.status,
    statusReason: row.status_reason,
    timeZone: row.time_zone,
    capPerDay: row.cap_per_day,
    window: { days: row.window_days, start: row.window_start.slice(0, 5), end: row.window_end.slice(0, 5) },
  };
}

/** Every inbox of the workspace, for choosing. */
export async function listInboxChoices(scope: Scope): Promise<CampaignInbox[]> {
  return (await selectInboxes(scope).limit(500).execute()).map(inboxOf);
}

export async function listCampaignInboxes(scope: Scope, campaignId: string): Promise<CampaignInbox[]> {
  const rows = await selectInboxes(scope)
    .innerJoin("campaign_inboxes as chosen", (join) =>
      join.onRef("chosen.workspace_id", "=", "inbox.workspace_id").onRef("chosen.inbox_id", "=", "inbox.id"),
    )
    .where("chosen.campaign_id", "=", campaignId)
    .execute();
  return rows.map(inboxOf);
}

/** The inboxes of this workspace among the given ids. */
export async function findInboxIds(scope: Scope, inboxIds: string[]): Promise<string[]> {
  if (inboxIds.length === 0) return [];
  const rows = await scope.handle
    .selectFrom("inbox_connections")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "in", inboxIds)
    .execute();
  return rows.map((row) => row.id);
}

export async function updateCampaignInboxes(
  scope: TransactionScope,
  campaignId: string,
  inboxIds: string[],
): Promise<void> {
  await scope.handle
    .deleteFrom("campaign_inboxes")
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", campaignId)
    .execute();
  if (inboxIds.length === 0) return;
  await scope.handle
    .insertInto("campaign_inboxes")
    .values(inboxIds.map((inbox_id) => ({ workspace_id: scope.workspaceId, campaign_id: campaignId, inbox_id })))
    .execute();
}
