/** How journeys stand, for explanations. */
import type { Scope } from "../scope.ts";

export type JourneyEnd = { campaignLeadId: string; status: string; reason: string | null; campaignStatus: string };

export async function listJourneyEnds(
  scope: Scope,
  input: { campaignId: string; campaignLeadIds: string[] },
): Promise<JourneyEnd[]> {
  if (input.campaignLeadIds.length === 0) return [];
  const rows = await scope.handle
    .selectFrom("campaign_leads as cl")
    .innerJoin("campaigns as c", (join) =>
      join.onRef("c.workspace_id", "=", "cl.workspace_id").onRef("c.id", "=", "cl.campaign_id"),
    )
    .select(["cl.id", "cl.status", "cl.status_reason", "c.status as campaign_status"])
    .where("cl.workspace_id", "=", scope.workspaceId)
    .where("cl.campaign_id", "=", input.campaignId)
    .where("cl.id", "in", input.campaignLeadIds)
    .execute();
  return rows.map((row) => ({
    campaignLeadId: row.id,
    status: row.status,
    reason: row.status_reason,
    campaignStatus: row.campaign_status,
  }));
}

export async function findJourneyId(
  scope: Scope,
  input: { campaignId: string; leadId: string },
): Promise<string | undefined> {
  const row = await scope.handle
    .selectFrom("campaign_leads")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", input.campaignId)
    .where("lead_id", "=", input.leadId)
    .executeTakeFirst();
  return row?.id;
}
