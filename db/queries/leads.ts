/** Approved contacts. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId, newId } from "../../app/domain/ids.ts";
import type { LeadValues } from "../../app/domain/lead-fields.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { Scope, TransactionScope } from "../scope.ts";
import { addToCounter } from "./stats.ts";

export type Lead = LeadValues & { leadId: string; timeZoneSource: string | null; createdAt: Date; updatedAt: Date };

const columns = [
  "id as leadId",
  "email",
  "first_name as firstName",
  "last_name as lastName",
  "title",
  "company_name as companyName",
  "company_domain as companyDomain",
  "time_zone as timeZone",
  "time_zone_source as timeZoneSource",
  "country",
  "phone",
  "linkedin_url as linkedinUrl",
  "website",
  "city",
  "industry",
  "tags",
  sql<Record<string, string>>`custom`.as("custom"),
  "created_at as createdAt",
  "updated_at as updatedAt",
] as const;

function selectLeads(scope: Scope) {
  return scope.handle.selectFrom("leads").select(columns).where("workspace_id", "=", scope.workspaceId);
}

/** Newest first (ids are sortable by birth); each word of `q` is part of name, address, company or title. */
export async function listLeads(scope: Scope, request: PageRequest & { q?: string }): Promise<Page<Lead>> {
  let query = selectLeads(scope)
    .where("erased_at", "is", null)
    .orderBy("id", "desc")
    .limit(request.limit + 1);
  if (request.cursor !== null) {
    const id = decodeCursor(request.cursor, 1)[0];
    if (!isId(id)) throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
    query = query.where("id", "<", id);
  }
  for (const word of wordsOf(request.q))
    query = query.where("search_text", "like", `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  return pageOf(await query.execute(), request.limit, (row) => [row.leadId]);
}

const MAX_COUNTED = 10_001;

/** How many match, counted up to 10,001 (pages then say "10,000+"). */
export async function countLeads(scope: Scope, q: string): Promise<number> {
  const likes = wordsOf(q).map((word) => sql` and search_text like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from leads where workspace_id = ${scope.workspaceId} and erased_at is null ${sql.join(likes, sql``)} limit ${MAX_COUNTED}) found`.execute(
    scope.handle,
  );
  return rows[0]?.count ?? 0;
}

function wordsOf(q: string | undefined): string[] {
  return (q ?? "")
    .toLowerCase()
    .replaceAll("\u0000", "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 8);
}

/** Errors  not_found */
export async function getLead(scope: Scope, leadId: string): Promise<Lead> {
  const row = await selectLeads(scope).where("id", "=", leadId).executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "There is no such lead.");
  return row;
}

function rowOf(values: Partial<LeadValues>) {
  return {
    email: values.email,
    first_name: values.firstName,
    last_name: values.lastName,
    title: values.title,
    company_name: values.companyName,
    company_domain: values.companyDomain,
    time_zone: values.timeZone,
    country: values.country,
    phone: values.phone,
    linkedin_url: values.linkedinUrl,
    website: values.website,
    city: values.city,
    industry: values.industry,
    tags: values.tags,
    custom: values.custom === undefined ? undefined : JSON.stringify(values.custom),
  };
}

/** The new lead's id, or undefined when the address is taken. */
export async function insertLead(scope: TransactionScope, values: LeadValues, at: Date): Promise<string | undefined> {
  const row = await scope.handle
    .insertInto("leads")
    .values({
      ...rowOf(values),
      email: values.email,
      workspace_id: scope.workspaceId,
      id: newId(),
      time_zone_source: values.timeZone === null ? null : "manual",
      created_at: at,
      updated_at: at,
    })
    .onConflict((oc) => oc.columns(["workspace_id", "email"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (row !== undefined) await addToCounter(scope, "leads", 1);
  return row?.id;
}

/** Changes the named fields. Errors  not_found; conflict when another lead has the address */
export async function updateLead(
  scope: TransactionScope,
  leadId: string,
  values: Partial<LeadValues>,
  at: Date,
): Promise<void> {
  if (values.email !== undefined) {
    const other = await scope.handle
      .selectFrom("leads")
      .select("id")
      .where("workspace_id", "=", scope.workspaceId)
      .where("email", "=", values.email)
      .executeTakeFirst();
    if (other !== undefined && other.id !== leadId)
      throw new AppError("conflict", "Another lead has this address already.");
  }
  const zone = values.timeZone === undefined ? {} : { time_zone_source: values.timeZone === null ? null : "manual" };
  const row = await scope.handle
    .updateTable("leads")
    .set({ ...rowOf(values), ...zone, updated_at: at })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", leadId)
    .returning("id")
    .executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "There is no such lead.");
}

/** Errors  not_found; conflict when a campaign, a mail or a discovery run refers to it */
export async function deleteLead(scope: TransactionScope, leadId: string): Promise<void> {
  const { rows } = await sql<{ isUsed: boolean }>`
    select exists (select from campaign_leads x where x.workspace_id = l.workspace_id and x.lead_id = l.id)
      or exists (select from send_jobs x where x.workspace_id = l.workspace_id and x.lead_id = l.id)
      or exists (select from candidates x where x.workspace_id = l.workspace_id and x.lead_id = l.id) as "isUsed"
    from leads l where l.workspace_id = ${scope.workspaceId} and l.id = ${leadId} for update of l`.execute(
    scope.handle,
  );
  const row = rows[0];
  if (row === undefined) throw new AppError("not_found", "There is no such lead.");
  if (row.isUsed)
    throw new AppError(
      "conflict",
      "This lead is in a campaign. Its mails and answers would lose their person, so it cannot be deleted.",
    );
  await scope.handle
    .deleteFrom("leads")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", leadId)
    .execute();
  await addToCounter(scope, "leads", -1);
}
