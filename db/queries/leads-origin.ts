/** Where a lead came from and where it is used. */
import type { Scope } from "../scope.ts";

export type LeadOrigin = {
  kind: "import" | "discovery";
  importId: string | null;
  fileName: string | null;
  fetchedAt: Date;
};
export type LeadCampaign = {
  campaignId: string;
  name: string;
  campaignStatus: string;
  status: string;
  statusReason: string | null;
  nextDueAt: Date | null;
};

export async function listLeadOrigins(scope: Scope, leadId: string): Promise<LeadOrigin[]> {
  const rows = await scope.handle
    .selectFrom("lead_sources as source")
    .leftJoin("lead_imports as file", (join) =>
      join.onRef("file.workspace_id", "=", "source.workspace_id").onRef("file.id", "=", "source.import_id"),
    )
    .select(["source.import_id as importId", "file.file_name as fileName", "source.fetched_at as fetchedAt"])
    .where("source.workspace_id", "=", scope.workspaceId)
    .where("source.lead_id", "=", leadId)
    .orderBy("source.fetched_at")
    .limit(50)
    .execute();
  return rows.map((row) => ({ ...row, kind: row.importId === null ? ("discovery" as const) : ("import" as const) }));
}

export async function listLeadCampaigns(scope: Scope, leadId: string): Promise<LeadCampaign[]> {
  return scope.handle
    .selectFrom("campaign_leads as journey")
    .innerJoin("campaigns as campaign", (join) =>
      join.onRef("campaign.workspace_id", "=", "journey.workspace_id").onRef("campaign.id", "=", "journey.campaign_id"),
    )
    .select([
      "campaign.id as campaignId",
      "campaign.name",
      "campaign.status as campaignStatus",
      "journey.status",
      "journey.status_reason as statusReason",
      "journey.next_due_at as nextDueAt",
    ])
    .where("journey.workspace_id", "=", scope.workspaceId)
    .where("journey.lead_id", "=", leadId)
    .orderBy("journey.id", "desc")
    .limit(50)
    .execute();
}
