/** Taking an import back: what it made and nobody uses goes; what it filled becomes blank again unless changed since. */
import { sql } from "kysely";
import type { TransactionScope } from "../scope.ts";
import { addToCounter } from "./stats.ts";

export type KeptLeads = { inCampaign: number; inConversation: number; fromDiscovery: number; inOtherImport: number };

/**
 * Deletes the leads that this import created and that nothing else refers to.
 *
 * Shape   import → how many were deleted, and how many were kept for which reason (each counted once, first reason wins)
 */
export async function deleteCreatedLeads(
  scope: TransactionScope,
  importId: string,
): Promise<{ deleted: number; kept: KeptLeads }> {
  await joinAsSets(scope);
  const inSet = (table: string) =>
    sql`(select distinct lead_id from ${sql.raw(table)} where workspace_id = ${scope.workspaceId} and lead_id is not null)`;
  const { rows } = await sql<{ why: keyof KeptLeads | null; count: number }>`
    with created as materialized (
      select l.id from lead_sources c
      join leads l on l.workspace_id = c.workspace_id and l.id = c.lead_id
      where c.workspace_id = ${scope.workspaceId} and c.import_id = ${importId} and c.was_created
      order by l.id for update of l),
    judged as materialized (
      select created.id, case
        when journey.lead_id is not null or job.lead_id is not null then 'inCampaign'
        when conversation.lead_id is not null then 'inConversation'
        when candidate.lead_id is not null then 'fromDiscovery'
        when other.lead_id is not null then 'inOtherImport'
        end as why
      from created
      left join ${inSet("campaign_leads")} journey on journey.lead_id = created.id
      left join ${inSet("send_jobs")} job on job.lead_id = created.id
      left join ${inSet("conversations")} conversation on conversation.lead_id = created.id
      left join ${inSet("candidates")} candidate on candidate.lead_id = created.id
      left join (select distinct lead_id from lead_sources
        where workspace_id = ${scope.workspaceId} and lead_id is not null and import_id <> ${importId}) other on other.lead_id = created.id),
    gone as (
      delete from leads l using judged
      where l.workspace_id = ${scope.workspaceId} and l.id = judged.id and judged.why is null)
    select why, count(*) as count from judged group by why`.execute(scope.handle);
  const kept: KeptLeads = { inCampaign: 0, inConversation: 0, fromDiscovery: 0, inOtherImport: 0 };
  let deleted = 0;
  for (const row of rows) {
    if (row.why === null) deleted = row.count;
    else kept[row.why] = row.count;
  }
  if (deleted > 0) await addToCounter(scope, "leads", -deleted);
  return { deleted, kept };
}

/** The planner knows nothing of rows that were written a moment ago, and row by row these joins would be quadratic. */
async function joinAsSets(scope: TransactionScope): Promise<void> {
  await sql`set local enable_nestloop = off`.execute(scope.handle);
}

const TEXTS = [
  "first_name",
  "last_name",
  "title",
  "company_name",
  "company_domain",
  "time_zone",
  "country",
  "phone",
  "linkedin_url",
  "website",
  "city",
  "industry",
];

/** Gives the leads that this import filled their former values back, field by field, where the value is still the import's. */
export async function restoreFilledLeads(scope: TransactionScope, importId: string): Promise<number> {
  await joinAsSets(scope);
  const isOurs = (column: string) => `c.before ? '${column}' and l.${column} = c.before #>> '{${column},after}'`;
  const set = TEXTS.map(
    (column) => `${column} = case when ${isOurs(column)} then c.before #>> '{${column},before}' else l.${column} end`,
  );
  const result = await sql`
    with mine as materialized (
      select l.id, c.before from lead_import_changes c
      join leads l on l.workspace_id = c.workspace_id and l.id = c.lead_id
      where c.workspace_id = ${scope.workspaceId} and c.import_id = ${importId}
      order by l.id for no key update of l)
    update leads l set ${sql.raw(set.join(", "))},
      time_zone_source = case when ${sql.raw(isOurs("time_zone"))} then null else l.time_zone_source end,
      custom = case when c.before ? 'custom' and l.custom = c.before #> '{custom,after}' then c.before #> '{custom,before}' else l.custom end,
      tags = case when c.before ? 'tags' and to_jsonb(l.tags) = c.before #> '{tags,after}'
        then array(select jsonb_array_elements_text(c.before #> '{tags,before}')) else l.tags end,
      updated_at = now()
    from mine c where l.workspace_id = ${scope.workspaceId} and l.id = c.id`.execute(scope.handle);
  await sql`delete from lead_sources where workspace_id = ${scope.workspaceId} and import_id = ${importId} and not was_created`.execute(
    scope.handle,
  );
  return Number(result.numAffectedRows ?? 0);
}
