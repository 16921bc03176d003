import { findJourneyByEmail, listJourneysOfLeads } from "../../../db/queries/campaign-leads.ts";
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { listSentDays } from "../../../db/queries/stats-days.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { BlockedLead, DayCount, ForecastSend } from "../../domain/campaign-forecast.ts";
import { isAppError } from "../../domain/errors.ts";
import { comparePlan, type PlanComparison } from "./compare-plan.server.ts";
import { type SimulatedCampaign, simulateCampaign } from "./simulate-campaign.server.ts";
import type { SimulationQuery } from "./simulation-input.ts";

/** Held leads that the page names; the others are a number. */
const BLOCKED_SHOWN = 20;
const MAILS_SHOWN = 20;
/** Refusals of the simulator: the page stands without the plan. */
const FAILURES = ["busy", "limit_reached", "internal"];

export type CalendarMail = Omit<ForecastSend, "inboxId"> & { email: string; inboxEmail: string };
export type CampaignCalendar = {
  isDraft: boolean;
  /** What has left, per day. */
  sentDays: DayCount[];
  /** The plan of the launch against what has left; null where none was kept. */
  sinceLaunch: PlanComparison | null;
  /** Whether the address asked for is in the campaign; null when none was. */
  found: { email: string; leadId: string | null } | null;
  forecast:
    | (Omit<SimulatedCampaign, "sends" | "blocked"> & {
        outcome: "foretold";
        blocked: (BlockedLead & { email: string })[];
        mails: CalendarMail[];
        nextCursor: string | null;
      })
    | { outcome: "failed"; message: string };
};

/**
 * What a campaign's calendar shows: days that were and days to come, and one page of the mails themselves.
 *
 * Rules   `email`: the mails of this person alone. A forecast that fails takes nothing else from the page: its reason
 *         stands in its place
 * Errors  not_found, invalid_input for a foreign cursor
 */
export async function readCalendar(
  app: AppContext,
  actor: Actor,
  input: SimulationQuery & { campaignId: string; email: string | null; cursor: string | null },
): Promise<CampaignCalendar> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { email, cursor, ...question } = input;
  const { campaignId } = question;
  const [campaign, sentDays, sinceLaunch, journey] = await Promise.all([
    getCampaign(scope, campaignId),
    listSentDays(scope, campaignId),
    comparePlan(app, actor, { campaignId }),
    email === null ? null : findJourneyByEmail(scope, campaignId, email),
  ]);
  const found = email === null ? null : { email: journey?.email ?? email, leadId: journey?.leadId ?? null };
  const page = { isDraft: campaign.status === "draft", sentDays, sinceLaunch, found };
  try {
    const leadId = journey?.leadId;
    const simulated = await simulateCampaign(app, actor, { ...question, leadId, page: { limit: MAILS_SHOWN, cursor } });
    return { ...page, forecast: { ...(await named(scope, campaignId, simulated)), outcome: "foretold" } };
  } catch (error) {
    if (!isAppError(error) || !FAILURES.includes(error.code)) throw error;
    app.log.warn({ event: "simulation.failed", campaign_id: campaignId, err: error });
    return { ...page, forecast: { outcome: "failed", message: error.message } };
  }
}

/** Puts addresses in the place of ids. */
async function named(scope: Scope, campaignId: string, { sends, ...simulated }: SimulatedCampaign) {
  const blocked = simulated.blocked.slice(0, BLOCKED_SHOWN);
  const leadIds = [...blocked, ...sends.items].map(({ leadId }) => leadId);
  const journeys = await listJourneysOfLeads(scope, campaignId, [...new Set(leadIds)]);
  const emails = new Map(journeys.map(({ leadId, email }) => [leadId, email]));
  const inboxes = new Map(simulated.perInbox.map(({ inboxId, email }) => [inboxId, email]));
  const emailOf = (leadId: string) => emails.get(leadId) ?? "A lead";
  return {
    ...simulated,
    blocked: blocked.map((lead) => ({ ...lead, email: emailOf(lead.leadId) })),
    mails: sends.items.map(({ inboxId, ...send }) => ({
      ...send,
      email: emailOf(send.leadId),
      inboxEmail: inboxes.get(inboxId) ?? "",
    })),
    nextCursor: sends.pageInfo.nextCursor,
  };
}
