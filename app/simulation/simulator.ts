import type { Forecast } from "../domain/campaign-forecast.ts";
import type { SimulationFacts } from "../domain/simulation-facts.ts";

/**
 * Lays out a campaign away from the thread that answers requests.
 *
 * Rules   one at a time per workspace, the others wait their turn
 * Errors  busy when too many wait or it takes too long, limit_reached when the campaign is too large, internal when the thread fails
 */
export type Simulator = (workspaceId: string, facts: Omit<SimulationFacts, "calendar">) => Promise<Forecast>;
