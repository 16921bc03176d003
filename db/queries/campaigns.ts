/** Campaigns: one row each. Status moves only from a named status, so that two callers never both move it. */
import { type SelectQueryBuilder, sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId, newId } from "../../app/domain/ids.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { SendWindow } from "../../app/domain/send-window.ts";
import type { Schema } from "../schema.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type CampaignStatus = "draft" | "active" | "paused" | "completed" | "archived";
export type TimeZoneMode = "lead" | "inbox";

export type CampaignSettings = {
  name: string;
  icpProfileId: string | null;
  /** Null: the window is read in the inbox's zone. */
  timeZone: string | null;
  timeZoneMode: TimeZoneMode;
  window: SendWindow;
  companyStop: boolean;
  holidays: boolean;
};

export type Campaign = CampaignSettings & {
  campaignId: string;
  status: CampaignStatus;
  leadsTotal: number;
  leadsFinal: number;
  launchedAt: Date | null;
  completedAt: Date | null;
  createdAt: Date;
};

function selectCampaigns(scope: Scope) {
  return scope.handle.selectFrom("campaigns").selectAll().where("workspace_id", "=", scope.workspaceId);
}
type Row = Awaited<ReturnType<ReturnType<typeof selectCampaigns>["executeTakeFirstOrThrow"]>>;

function campaignOf(row: Row): Campaign {
  const rules = row.stop_rules as { companyStop?: unknown };
  return {
    campaignId: row.id,
    name: row.name,
    status: row.status,
    icpProfileId: row.icp_profile_id,
    timeZone: row.time_zone,
    timeZoneMode: row.time_zone_mode,
    window: { days: row.window_days, start: row.window_start.slice(0, 5), end: row.window_end.slice(0, 5) },
    companyStop: rules.companyStop === true,
    holidays: row.follow_holidays,
    leadsTotal: row.leads_total,
    leadsFinal: row.leads_final,
    launchedAt: row.launched_at,
    completedAt: row.completed_at,
    createdAt: row.created_at,
  };
}

export async function findCampaign(scope: Scope, campaignId: string): Promise<Campaign | undefined> {
  const row = await selectCampaigns(scope).where("id", "=", campaignId).executeTakeFirst();
  return row && campaignOf(row);
}

export async function getCampaign(scope: Scope, campaignId: string): Promise<Campaign> {
  return (await findCampaign(scope, campaignId)) ?? missing();
}

export async function lockCampaign(scope: TransactionScope, campaignId: string): Promise<Campaign> {
  const row = await selectCampaigns(scope).where("id", "=", campaignId).forNoKeyUpdate().executeTakeFirst();
  return row ? campaignOf(row) : missing();
}

/** Newest first. */
export async function listCampaigns(
  scope: Scope,
  request: PageRequest & { status?: CampaignStatus },
): Promise<Page<Campaign>> {
  let query: SelectQueryBuilder<Schema, "campaigns", Row> = selectCampaigns(scope)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(request.limit + 1);
  if (request.status) query = query.where("status", "=", request.status);
  if (request.cursor !== null) {
    const [at, id] = decodeCursor(request.cursor, 2);
    if (!isId(id) || Number.isNaN(Date.parse(String(at))))
      throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
    query = query.where(sql<boolean>`(created_at, id) < (${new Date(String(at))}::timestamptz, ${id}::uuid)`);
  }
  const rows = (await query.execute()).map(campaignOf);
  return pageOf(rows, request.limit, (row) => [row.createdAt.toISOString(), row.campaignId]);
}

function columnsOf(settings: Partial<CampaignSettings>) {
  const { name, icpProfileId, timeZone, timeZoneMode, window, companyStop, holidays } = settings;
  return {
    ...(name !== undefined && { name }),
    ...(icpProfileId !== undefined && { icp_profile_id: icpProfileId }),
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(timeZoneMode !== undefined && { time_zone_mode: timeZoneMode }),
    ...(window !== undefined && { window_days: window.days, window_start: window.start, window_end: window.end }),
    ...(companyStop !== undefined && { stop_rules: JSON.stringify({ companyStop }) }),
    ...(holidays !== undefined && { follow_holidays: holidays }),
  };
}

/** `createdAt` is application time, cut to milliseconds as every instant that a cursor carries. */
export async function insertCampaign(
  scope: TransactionScope,
  input: Partial<CampaignSettings> & { name: string; createdBy: string; createdAt: Date },
): Promise<string> {
  const id = newId();
  const { name, createdBy, createdAt, ...settings } = input;
  await scope.handle
    .insertInto("campaigns")
    .values({
      ...columnsOf(settings),
      name,
      workspace_id: scope.workspaceId,
      id,
      created_by: createdBy,
      created_at: createdAt,
    })
    .execute();
  return id;
}

export async function updateCampaign(scope: TransactionScope, campaignId: string, settings: Partial<CampaignSettings>) {
  await scope.handle
    .updateTable("campaigns")
    .set({ ...columnsOf(settings), updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignId)
    .execute();
}

/** True when the campaign was in one of these statuses and has moved now. */
export async function updateCampaignStatus(
  scope: TransactionScope,
  campaignId: string,
  move: { from: CampaignStatus[]; to: CampaignStatus; launchedAt?: Date; completedAt?: Date },
): Promise<boolean> {
  const result = await scope.handle
    .updateTable("campaigns")
    .set({
      status: move.to,
      updated_at: sql`now()`,
      ...(move.launchedAt && { launched_at: move.launchedAt }),
      ...(move.completedAt && { completed_at: move.completedAt }),
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignId)
    .where("status", "in", move.from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function addToCampaignTotals(scope: TransactionScope, campaignId: string, by: { leadsTotal: number }) {
  await scope.handle
    .updateTable("campaigns")
    .set({ leads_total: sql`leads_total + ${by.leadsTotal}`, updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", campaignId)
    .execute();
}

export async function hasIcpProfile(scope: Scope, icpProfileId: string): Promise<boolean> {
  const row = await scope.handle
    .selectFrom("icp_profiles")
    .select("id")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", icpProfileId)
    .executeTakeFirst();
  return row !== undefined;
}

function missing(): never {
  throw new AppError("not_found", "There is no such campaign.");
}
