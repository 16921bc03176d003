/**
 * From staging to leads, set by set inside one transaction, so that every row ends in exactly one outcome. What is
 * refused or filled leaves staging; what became a lead stays and is known by its id until staging is emptied.
 */
import { sql } from "kysely";
import type { TransactionScope } from "../scope.ts";
import { addToCounter } from "./stats.ts";

type Merge = { importId: string; at: Date };

/** Columns that an import may fill; text, except as their tables say. */
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
] as const;

/** A version 7 UUID made by the database: 48 bits of time, the rest random (RFC 9562 5.7); works on every supported Postgres. */
const NEW_ID = sql.raw(`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`);

/** Merges of one workspace wait for each other, long imports too; the pool's usual time-out is for requests. */
export async function lockMerges(scope: TransactionScope): Promise<void> {
  await sql`set local lock_timeout = '10min'`.execute(scope.handle);
  // The search index takes new rows in larger lots (Postgres manual, "GIN fast update technique").
  await sql`set local work_mem = '64MB'`.execute(scope.handle);
  await sql`set local gin_pending_list_limit = '16MB'`.execute(scope.handle);
  await sql`select pg_advisory_xact_lock(hashtextextended('lead_imports:' || ${scope.workspaceId}::text, 0))`.execute(
    scope.handle,
  );
}

/** The cells of a staged row as the file had them. */
const RAW = sql.raw("array(select json_array_elements_text(raw::json))");

/** Suppressed addresses, also by their domain or one above it. */
export async function rejectSuppressed(scope: TransactionScope, { importId }: Merge): Promise<void> {
  await sql`
    with domains as materialized (
      select distinct split_part(email, '@', 2) as domain from lead_import_rows
      where workspace_id = ${scope.workspaceId} and import_id = ${importId}
        and exists (select from suppressions where workspace_id = ${scope.workspaceId} and domain is not null)),
    closed as materialized (
      select distinct domains.domain from domains
      cross join lateral (select string_to_array(domains.domain, '.') as parts) as labels
      cross join lateral generate_series(1, cardinality(parts) - 1) as first
      join suppressions on suppressions.workspace_id = ${scope.workspaceId}
        and suppressions.domain = array_to_string(parts[first:], '.')::citext),
    gone as (
      delete from lead_import_rows r
      where workspace_id = ${scope.workspaceId} and import_id = ${importId}
        and (exists (select from suppressions s where s.workspace_id = ${scope.workspaceId} and s.email = r.email::citext)
          or split_part(r.email, '@', 2) in (select domain from closed))
      returning *)
    insert into lead_import_rejects (workspace_id, import_id, row_no, line_no, outcome, reason, raw)
    select workspace_id, import_id, row_no, line_no, 'suppressed', 'This address or its domain is on the suppression list.', ${RAW}
    from gone`.execute(scope.handle);
}

/** The first row of an address counts. */
export async function rejectRepeats(scope: TransactionScope, { importId }: Merge): Promise<void> {
  await sql`
    with ranked as materialized (
      select row_no, first_value(line_no) over same as first_line, row_number() over same as nth
      from lead_import_rows where workspace_id = ${scope.workspaceId} and import_id = ${importId}
      window same as (partition by email collate "C" order by row_no)),
    gone as (
      delete from lead_import_rows r using ranked
      where r.workspace_id = ${scope.workspaceId} and r.import_id = ${importId} and r.row_no = ranked.row_no and ranked.nth > 1
      returning r.*, ranked.first_line)
    insert into lead_import_rejects (workspace_id, import_id, row_no, line_no, outcome, reason, raw)
    select workspace_id, import_id, row_no, line_no, 'duplicate', 'The same address is in line ' || first_line || ' already.', ${RAW}
    from gone`.execute(scope.handle);
}

/**
 * Addresses that nobody has yet become leads, each with its source (design section 4: one per lead and import, the
 * mapping names the fields).
 *
 * Shape   import → how many were created, and how many staged rows belong to leads that were there before
 */
export async function createLeads(
  scope: TransactionScope,
  { importId, at }: Merge,
): Promise<{ created: number; known: number }> {
  const texts = sql.raw(TEXTS.join(", "));
  const { rows } = await sql<{ created: number; staged: number }>`
    with made as (
      insert into leads (workspace_id, id, email, ${texts}, time_zone_source, tags, custom, created_at, updated_at)
      select workspace_id, lead_id, email, ${texts}, case when time_zone is not null then 'import' end, tags, custom, ${at}::timestamptz, ${at}::timestamptz
      from lead_import_rows
      where workspace_id = ${scope.workspaceId} and import_id = ${importId}
      order by email collate "C"
      on conflict (workspace_id, email) do nothing
      returning id),
    sourced as (
      insert into lead_sources (workspace_id, id, lead_id, import_id, was_created, fetched_at)
      select ${scope.workspaceId}::uuid, ${NEW_ID}, id, ${importId}::uuid, true, ${at}::timestamptz from made)
    select (select count(*) from made) as created,
      (select count(*) from lead_import_rows where workspace_id = ${scope.workspaceId} and import_id = ${importId}) as staged`.execute(
    scope.handle,
  );
  const { created, staged } = rows[0] ?? { created: 0, staged: 0 };
  if (created > 0) await addToCounter(scope, "leads", created);
  return { created, known: staged - created };
}

/**
 * Leads that were there before get what they lack, and a source: a blank is filled, a value is never overwritten.
 * Returns how many changed.
 */
export async function fillLeads(scope: TransactionScope, { importId, at }: Merge): Promise<number> {
  const isFilled = (column: string) => `nullif(l.${column}, '') is null and r.${column} is not null`;
  const filled = TEXTS.map(
    (column) =>
      `case when ${isFilled(column)} then jsonb_build_object('${column}', jsonb_build_object('before', l.${column}, 'after', r.${column})) else '{}' end`,
  );
  const set = TEXTS.map((column) => `${column} = coalesce(p.before #>> '{${column},after}', l.${column})`);
  const result = await sql`
    with pairs as materialized (
      select l.id, r.row_no, r.custom as new_custom, r.tags as new_tags,
        ${sql.raw(filled.join(" || "))}
        || case when not l.custom @> r.custom and exists (select from jsonb_object_keys(r.custom) k where not l.custom ? k)
             then jsonb_build_object('custom', jsonb_build_object('before', l.custom, 'after', r.custom || l.custom)) else '{}' end
        || case when not l.tags @> r.tags
             then jsonb_build_object('tags', jsonb_build_object('before', to_jsonb(l.tags),
               'after', (select to_jsonb(array_agg(distinct tag order by tag)) from unnest(l.tags || r.tags) tag))) else '{}' end as before
      from lead_import_rows r
      join leads l on l.workspace_id = ${scope.workspaceId} and l.email = r.email::citext and l.id <> r.lead_id and l.erased_at is null
      where r.workspace_id = ${scope.workspaceId} and r.import_id = ${importId}
      order by l.id for no key update of l),
    changed as (
      update leads l set ${sql.raw(set.join(", "))},
        time_zone_source = case when p.before ? 'time_zone' then 'import' else l.time_zone_source end,
        custom = coalesce(p.before #> '{custom,after}', l.custom),
        tags = case when p.before ? 'tags' then array(select jsonb_array_elements_text(p.before #> '{tags,after}')) else l.tags end,
        updated_at = ${at}::timestamptz
      from pairs p where l.workspace_id = ${scope.workspaceId} and l.id = p.id and p.before <> '{}'
      returning l.id, p.before, p.row_no),
    gone as (
      delete from lead_import_rows r using changed
      where r.workspace_id = ${scope.workspaceId} and r.import_id = ${importId} and r.row_no = changed.row_no),
    sourced as (
      insert into lead_sources (workspace_id, id, lead_id, import_id, fetched_at)
      select ${scope.workspaceId}::uuid, ${NEW_ID}, id, ${importId}::uuid, ${at}::timestamptz from changed)
    insert into lead_import_changes (workspace_id, import_id, lead_id, before)
    select ${scope.workspaceId}::uuid, ${importId}::uuid, id, before from changed`.execute(scope.handle);
  return Number(result.numAffectedRows ?? 0);
}

/** What neither became a lead nor filled one adds nothing. */
export async function rejectKnown(scope: TransactionScope, { importId }: Merge): Promise<void> {
  await sql`
    insert into lead_import_rejects (workspace_id, import_id, row_no, line_no, outcome, reason, raw)
    select workspace_id, import_id, row_no, line_no, 'duplicate', 'This lead exists already, and the row adds nothing to it.', ${RAW}
    from lead_import_rows r
    where workspace_id = ${scope.workspaceId} and import_id = ${importId}
      and not exists (select from leads l where l.workspace_id = ${scope.workspaceId} and l.id = r.lead_id)`.execute(
    scope.handle,
  );
}

export async function countRejects(
  scope: TransactionScope,
  importId: string,
): Promise<{ invalid: number; duplicate: number; suppressed: number }> {
  const { rows } = await sql<{ outcome: "invalid" | "duplicate" | "suppressed"; count: number }>`
    select outcome, count(*) as count from lead_import_rejects
    where workspace_id = ${scope.workspaceId} and import_id = ${importId} group by outcome`.execute(scope.handle);
  const counts = { invalid: 0, duplicate: 0, suppressed: 0 };
  for (const row of rows) counts[row.outcome] = row.count;
  return counts;
}
