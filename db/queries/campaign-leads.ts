/** Journeys: a lead in a campaign. Their ids are born in the order in which leads were added, and that is their order. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId } from "../../app/domain/ids.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type JourneyStatus = "waiting" | "replied" | "bounced" | "unsubscribed" | "completed" | "stopped";

export type Journey = {
  campaignLeadId: string;
  campaignId: string;
  leadId: string;
  email: string;
  name: string;
  companyName: string | null;
  inboxId: string | null;
  status: JourneyStatus;
  statusReason: string | null;
  /** The last step mailed; 0 before the first. */
  position: number;
  nextStepNo: number | null;
  nextDueAt: Date | null;
  holdReason: string | null;
  pausedAt: Date | null;
};

const columns = sql`
  journey.id as "campaignLeadId", journey.campaign_id as "campaignId", journey.lead_id as "leadId",
  lead.email::text as email, concat_ws(' ', lead.first_name, lead.last_name) as name, lead.company_name as "companyName",
  journey.inbox_id as "inboxId", journey.status, journey.status_reason as "statusReason", journey.position,
  journey.next_step_no as "nextStepNo", journey.next_due_at as "nextDueAt", journey.hold_reason as "holdReason",
  journey.paused_at as "pausedAt"`;
const tables = sql`
  campaign_leads journey
  join leads lead on lead.workspace_id = journey.workspace_id and lead.id = journey.lead_id`;

export async function listJourneys(
  scope: Scope,
  request: PageRequest & { campaignId: string; status?: JourneyStatus; q?: string },
): Promise<Page<Journey>> {
  const after = request.cursor === null ? sql`true` : sql`journey.id > ${idOfCursor(request.cursor)}::uuid`;
  const inStatus = request.status ? sql`journey.status = ${request.status}` : sql`true`;
  const named = request.q ? sql`lead.search_text like ${`%${likeText(request.q)}%`}` : sql`true`;
  const { rows } = await sql<Journey>`
    select ${columns} from ${tables}
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${request.campaignId}
      and ${after} and ${inStatus} and ${named}
    order by journey.id limit ${request.limit + 1}`.execute(scope.handle);
  return pageOf(rows, request.limit, (row) => [row.campaignLeadId]);
}

export async function getJourney(scope: Scope, campaignId: string, leadId: string): Promise<Journey> {
  const { rows } = await sql<Journey>`
    select ${columns} from ${tables}
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${campaignId}
      and journey.lead_id = ${leadId}`.execute(scope.handle);
  const [row] = rows;
  if (!row) throw new AppError("not_found", "This lead is not in this campaign.");
  return row;
}

/** The journey of the lead with this address, in any case of its letters. */
export async function findJourneyByEmail(scope: Scope, campaignId: string, email: string): Promise<Journey | null> {
  const { rows } = await sql<Journey>`
    select ${columns} from ${tables}
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${campaignId}
      and lead.email = ${email}::citext`.execute(scope.handle);
  return rows[0] ?? null;
}

/** The journeys of the leads of these ids, in no order. */
export async function listJourneysOfLeads(scope: Scope, campaignId: string, leadIds: string[]): Promise<Journey[]> {
  if (leadIds.length === 0) return [];
  const { rows } = await sql<Journey>`
    select ${columns} from ${tables}
    where journey.workspace_id = ${scope.workspaceId} and journey.campaign_id = ${campaignId}
      and journey.lead_id = any(${leadIds}::uuid[])`.execute(scope.handle);
  return rows;
}

/** The journeys of these ids, in no order. */
export async function listJourneysByIds(scope: Scope, campaignLeadIds: string[]): Promise<Journey[]> {
  if (campaignLeadIds.length === 0) return [];
  const { rows } = await sql<Journey>`
    select ${columns} from ${tables}
    where journey.workspace_id = ${scope.workspaceId} and journey.id = any(${campaignLeadIds}::uuid[])`.execute(
    scope.handle,
  );
  return rows;
}

/** Pausing holds the journey's mails until it is resumed. True when it was waiting and not so already. */
export async function updateJourneyPause(
  scope: TransactionScope,
  campaignLeadId: string,
  pausedAt: Date | null,
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("campaign_leads")
    .set({ paused_at: pausedAt })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignLeadId)
    .where("status", "=", "waiting")
    .where("paused_at", pausedAt === null ? "is not" : "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Waiting journeys of a campaign, in order: the ids after one. */
export async function listWaitingIds(
  scope: Scope,
  request: { campaignId: string; afterId: string | null; limit: number },
): Promise<string[]> {
  let query = scope.handle
    .selectFrom("campaign_leads")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("campaign_id", "=", request.campaignId)
    .where("status", "=", "waiting")
    .orderBy("id")
    .limit(request.limit);
  if (request.afterId !== null) query = query.where("id", ">", request.afterId);
  return (await query.execute()).map((row) => row.id);
}

function idOfCursor(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (!isId(id)) throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
  return id;
}

/** A search text as a literal part of a LIKE pattern, lower case as the column is. */
export function likeText(text: string): string {
  return text
    .replaceAll("\u0000", "")
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, "\\$&");
}
