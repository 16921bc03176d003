/** Putting leads into a campaign: by ids, by import, by search; page by page in the order of their ids. */
import { type RawBuilder, sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { likeText } from "./campaign-leads.ts";
import { forgetPlans } from "./campaign-leads-plans.ts";

export type LeadSource = { leadIds: string[] } | { importId: string } | { q: string };
export type AddableLead = { leadId: string; email: string; isInCampaign: boolean };

export async function listAddableLeads(
  scope: Scope,
  request: { campaignId: string; source: LeadSource; afterId: string | null; limit: number },
): Promise<AddableLead[]> {
  const after = request.afterId === null ? sql`true` : sql`lead.id > ${request.afterId}::uuid`;
  const { rows } = await sql<AddableLead>`
    select lead.id as "leadId", lead.email::text as email, (journey.id is not null) as "isInCampaign"
    from leads lead
    left join campaign_leads journey on journey.workspace_id = lead.workspace_id
      and journey.campaign_id = ${request.campaignId} and journey.lead_id = lead.id
    where lead.workspace_id = ${scope.workspaceId} and lead.erased_at is null and ${after}
      and ${conditionOf(scope, request.source)}
    order by lead.id limit ${request.limit}`.execute(scope.handle);
  return rows;
}

/** An import brings the leads it created and those it found and filled. */
function conditionOf(scope: Scope, source: LeadSource): RawBuilder<unknown> {
  if ("leadIds" in source) return sql`lead.id = any(${source.leadIds}::uuid[])`;
  if ("importId" in source)
    return sql`lead.id in (
      select lead_id from lead_sources
      where workspace_id = ${scope.workspaceId} and import_id = ${source.importId} and lead_id is not null
      union select lead_id from lead_import_changes
      where workspace_id = ${scope.workspaceId} and import_id = ${source.importId})`;
  const words = source.q.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return sql`true`;
  return sql.join(
    words.map((word) => sql`lead.search_text like ${`%${likeText(word)}%`}`),
    sql` and `,
  );
}

/** Leads that are in already stay as they are. Shape  lead ids → ids of the new journeys, in the order of the leads */
export async function insertCampaignLeads(
  scope: TransactionScope,
  input: { campaignId: string; leadIds: string[]; addedAt: Date },
): Promise<{ campaignLeadId: string; leadId: string }[]> {
  if (input.leadIds.length === 0) return [];
  await forgetPlans(scope, input.leadIds.length);
  const { rows } = await sql<{ campaignLeadId: string; leadId: string }>`
    insert into campaign_leads (workspace_id, id, campaign_id, lead_id, added_at)
    select ${scope.workspaceId}, id, ${input.campaignId}, lead_id, ${input.addedAt}
    from unnest(${input.leadIds.map(newId)}::uuid[], ${input.leadIds}::uuid[]) as added (id, lead_id)
    order by id
    on conflict (workspace_id, campaign_id, lead_id) do nothing
    returning id as "campaignLeadId", lead_id as "leadId"`.execute(scope.handle);
  return rows;
}

export async function findImport(scope: Scope, importId: string): Promise<{ status: string } | undefined> {
  return scope.handle
    .selectFrom("lead_imports")
    .select("status")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", importId)
    .executeTakeFirst();
}

/** Finished imports, newest first, for choosing. */
export async function listImportChoices(
  scope: Scope,
): Promise<{ importId: string; fileName: string; leadCount: number }[]> {
  const rows = await scope.handle
    .selectFrom("lead_imports")
    .select(["id", "file_name", "created", "updated"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("status", "=", "completed")
    .where("undo_status", "<>", "undone")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(50)
    .execute();
  return rows.map((row) => ({ importId: row.id, fileName: row.file_name, leadCount: row.created + row.updated }));
}
