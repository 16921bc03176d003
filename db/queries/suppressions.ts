/**
 * Do-not-contact entries. Whoever adds one also touches every lead it covers, in id order, in the same transaction:
 * a send that is in its preflight holds one of these rows, so nothing slips between.
 */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId, newId } from "../../app/domain/ids.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import { findSuppression, type SuppressionEntry } from "../../app/domain/suppression.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { addToCounter } from "./stats.ts";

export type SuppressionReason = "unsubscribe" | "bounce" | "complaint" | "manual" | "erasure" | "provider_opt_out";
/** `source` says in a few words where it came from: "reply", "/app/suppressions", a file's name. */
export type NewSuppression = SuppressionEntry & { reason: SuppressionReason; source: string };
export type Suppression = {
  suppressionId: string;
  kind: "email" | "domain" | "hash";
  value: string;
  reason: SuppressionReason;
  source: string;
  createdAt: Date;
};

/**
 * Stores entries and locks the leads they cover.
 *
 * Shape   entries → how many were new, and the leads covered (in id order)
 * Rules   an entry that exists already stays as it is; the counter "suppressions" moves by the new ones
 */
export async function insertSuppressions(
  scope: TransactionScope,
  entries: NewSuppression[],
): Promise<{ insertedCount: number; leadIds: string[] }> {
  if (entries.length === 0) return { insertedCount: 0, leadIds: [] };
  const emails = entries.map((entry) => (entry.kind === "email" ? entry.email : null));
  const domains = entries.map((entry) => (entry.kind === "domain" ? entry.domain : null));
  const result = await sql`
    insert into suppressions (workspace_id, id, email, domain, reason, source)
    select ${scope.workspaceId}::uuid, id, email, domain, reason, source
    from unnest(${entries.map(newId)}::uuid[], ${emails}::citext[], ${domains}::citext[],
                ${entries.map((entry) => entry.reason)}::text[], ${entries.map((entry) => entry.source)}::text[])
      as entry (id, email, domain, reason, source)
    order by coalesce(email, domain)
    on conflict do nothing`.execute(scope.handle);
  const insertedCount = Number(result.numAffectedRows ?? 0);
  if (insertedCount > 0) await addToCounter(scope, "suppressions", insertedCount);
  return { insertedCount, leadIds: await lockCoveredLeads(scope, entries) };
}

/** Leads whose address is one of the entries, or lies in one of their domains; not locked. */
export async function findCoveredLeadIds(scope: Scope, entries: SuppressionEntry[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from leads where ${coveredBy(scope, entries)}`.execute(
    scope.handle,
  );
  return rows.map((row) => row.id);
}

async function lockCoveredLeads(scope: TransactionScope, entries: SuppressionEntry[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with covered as materialized (select id from leads where ${coveredBy(scope, entries)} order by id for no key update)
    update leads set updated_at = now() from covered
    where leads.workspace_id = ${scope.workspaceId} and leads.id = covered.id
    returning leads.id`.execute(scope.handle);
  return rows.map((row) => row.id).sort();
}

function coveredBy(scope: Scope, entries: SuppressionEntry[]) {
  const emails = entries.flatMap((entry) => (entry.kind === "email" ? [entry.email] : []));
  const domains = entries.flatMap((entry) => (entry.kind === "domain" ? [entry.domain] : []));
  const byEmail = sql`workspace_id = ${scope.workspaceId} and email = any(${emails}::citext[])`;
  if (domains.length === 0) return byEmail;
  return sql`workspace_id = ${scope.workspaceId} and (email = any(${emails}::citext[]) or exists (
    select from unnest(${domains}::text[]) as entry (domain)
    where right(leads.email::text, length(domain) + 1) in ('@' || domain, '.' || domain)))`;
}

/** Which of these addresses may not be mailed, by their own entry or by their domain's. */
export async function findSuppressedEmails(scope: Scope, emails: string[]): Promise<Set<string>> {
  if (emails.length === 0) return new Set();
  const names = [...new Set(emails.flatMap(domainsAbove))];
  const { rows } = await sql<{ email: string | null; domain: string | null }>`
    select email, domain from suppressions where workspace_id = ${scope.workspaceId} and email = any(${emails}::citext[])
    union all
    select email, domain from suppressions where workspace_id = ${scope.workspaceId} and domain = any(${names}::citext[])`.execute(
    scope.handle,
  );
  const lists = {
    emails: new Set(rows.flatMap((row) => row.email?.toLowerCase() ?? [])),
    domains: new Set(rows.flatMap((row) => row.domain?.toLowerCase() ?? [])),
  };
  return new Set(emails.filter((email) => findSuppression(email, lists) !== null));
}

function domainsAbove(email: string): string[] {
  const labels = email
    .slice(email.lastIndexOf("@") + 1)
    .toLowerCase()
    .split(".");
  return labels.slice(0, -1).map((_, first) => labels.slice(first).join("."));
}

const columns = ["id", "email", "domain", "reason", "source", "created_at"] as const;
type Row = {
  id: string;
  email: string | null;
  domain: string | null;
  reason: SuppressionReason;
  source: string;
  created_at: Date;
};

function suppressionOf(row: Row): Suppression {
  const kind = row.email !== null ? "email" : row.domain !== null ? "domain" : "hash";
  const value = row.email ?? row.domain ?? "An erased person";
  return { suppressionId: row.id, kind, value, reason: row.reason, source: row.source, createdAt: row.created_at };
}

/** Newest first (ids are sortable by birth); `q` finds a part of the address or domain. */
export async function listSuppressions(
  scope: Scope,
  request: PageRequest & { q?: string },
): Promise<Page<Suppression>> {
  let query = scope.handle
    .selectFrom("suppressions")
    .select(columns)
    .where("workspace_id", "=", scope.workspaceId)
    .orderBy("id", "desc")
    .limit(request.limit + 1);
  if (request.cursor !== null) {
    const id = decodeCursor(request.cursor, 1)[0];
    if (!isId(id)) throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
    query = query.where("id", "<", id);
  }
  if (request.q) {
    const part = request.q.toLowerCase();
    query = query.where(sql<boolean>`position(${part} in lower(coalesce(email, domain)::text)) > 0`);
  }
  return pageOf((await query.execute()).map(suppressionOf), request.limit, (row) => [row.suppressionId]);
}

/** Errors  not_found */
export async function getSuppression(scope: Scope, suppressionId: string): Promise<Suppression> {
  const row = await scope.handle
    .selectFrom("suppressions")
    .select(columns)
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", suppressionId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "There is no such entry on the list.");
  return suppressionOf(row);
}

/** True when there was such an entry; the counter follows. */
export async function deleteSuppression(scope: TransactionScope, suppressionId: string): Promise<boolean> {
  const result = await scope.handle
    .deleteFrom("suppressions")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", suppressionId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await addToCounter(scope, "suppressions", -1);
  return true;
}

/** By the value itself, as the API names it. */
export async function findSuppressionId(scope: Scope, entry: SuppressionEntry): Promise<string | undefined> {
  const query = scope.handle.selectFrom("suppressions").select("id").where("workspace_id", "=", scope.workspaceId);
  const row = await (entry.kind === "email"
    ? query.where("email", "=", entry.email)
    : query.where("domain", "=", entry.domain)
  ).executeTakeFirst();
  return row?.id;
}
