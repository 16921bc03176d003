import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Forecast, ForecastSend } from "../../domain/campaign-forecast.ts";
import { AppError } from "../../domain/errors.ts";
import { decodeCursor, encodeCursor, type Page, type PageRequest } from "../../domain/page.ts";
import { type SimulationAssumptions, simulationAssumptions } from "../../domain/simulation-assumptions.ts";
import { loadSimulation } from "../sending/load-simulation.server.ts";
import type { SimulationQuery } from "./simulation-input.ts";

export type SimulatedCampaign = Omit<Forecast, "sends" | "sendsCount"> & {
  assumptions: SimulationAssumptions;
  sends: Page<ForecastSend>;
};

/**
 * Foretells a campaign to its end; nothing is written and nothing is sent. `leadId`: pages through this lead's mails alone.
 *
 * Rules   the same facts and seed give the same answer. The cursor is the place in the plan: each page lays it out again,
 *         for there is no stored plan that could grow stale
 * Errors  not_found, invalid_input for a foreign cursor; those of the simulator
 */
export async function simulateCampaign(
  app: AppContext,
  actor: Actor,
  input: SimulationQuery & { campaignId: string; page: PageRequest; leadId?: string },
): Promise<SimulatedCampaign> {
  const { page, leadId, ...choice } = input;
  const from = page.cursor === null ? 0 : placeOf(page.cursor);
  const facts = await loadSimulation(app, actor, { ...choice, explain: { from, count: page.limit, leadId } });
  const { sends, sendsCount, ...forecast } = await app.simulator(actor.workspaceId, facts);
  const next = from + sends.length;
  const hasNextPage = next < sendsCount;
  return {
    ...forecast,
    assumptions: simulationAssumptions(facts),
    sends: { items: sends, pageInfo: { hasNextPage, nextCursor: hasNextPage ? encodeCursor([next]) : null } },
  };
}

function placeOf(cursor: string): number {
  const [place] = decodeCursor(cursor, 1);
  if (typeof place === "number" && Number.isSafeInteger(place) && place >= 0) return place;
  throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
}
