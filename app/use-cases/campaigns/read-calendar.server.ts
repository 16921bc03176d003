import { listJourneysByIds } from "../../../db/queries/campaign-leads.ts";
import { listSentDays } from "../../../db/queries/stats-days.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { BlockedLead, DayCount } from "../../domain/campaign-forecast.ts";
import { isAppError } from "../../domain/errors.ts";
import { type SimulatedCampaign, simulateCampaign } from "./simulate-campaign.server.ts";
import type { SimulationQuery } from "./simulation-input.ts";

/** Held leads that the page names; the others are a number. */
const BLOCKED_SHOWN = 20;

export type CampaignCalendar = {
  /** What has left, per day. */
  sentDays: DayCount[];
  forecast:
    | (Omit<SimulatedCampaign, "sends" | "blocked"> & {
        outcome: "foretold";
        blocked: (BlockedLead & { email: string })[];
      })
    | { outcome: "failed"; message: string };
};

/**
 * What a campaign's calendar shows: days that were and days to come.
 *
 * Rules   a forecast that fails takes nothing else from the page: its reason stands in its place
 * Errors  not_found
 */
export async function readCalendar(
  app: AppContext,
  actor: Actor,
  input: SimulationQuery & { campaignId: string },
): Promise<CampaignCalendar> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const sentDays = await listSentDays(scope, input.campaignId);
  try {
    const { sends: _, ...forecast } = await simulateCampaign(app, actor, {
      ...input,
      page: { limit: 0, cursor: null },
    });
    const blocked = forecast.blocked.slice(0, BLOCKED_SHOWN);
    const journeys = await listJourneysByIds(
      scope,
      blocked.map(({ campaignLeadId }) => campaignLeadId),
    );
    const emails = new Map(journeys.map(({ campaignLeadId, email }) => [campaignLeadId, email]));
    const named = blocked.map((lead) => ({ ...lead, email: emails.get(lead.campaignLeadId) ?? "A lead" }));
    return { sentDays, forecast: { ...forecast, outcome: "foretold", blocked: named } };
  } catch (error) {
    if (!isAppError(error) || !["busy", "internal"].includes(error.code)) throw error;
    app.log.warn({ event: "simulation.failed", campaign_id: input.campaignId, err: error });
    return { sentDays, forecast: { outcome: "failed", message: error.message } };
  }
}
