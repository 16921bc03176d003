/**
 * The facts that a campaign's simulation begins with: the tick's own loader for what is open, and for a draft the journeys
 * that a launch now would begin. Other running campaigns of the same inboxes come along, for they share their days, and so do
 * inboxes that write to the same companies.
 */
import { getCampaign } from "../../../db/queries/campaigns.ts";
import { listCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { getWorkspaceFacts, listInboxFacts, listOpenJobs } from "../../../db/queries/send-facts.ts";
import { getCompanyLoads, getInboxLoad } from "../../../db/queries/send-load.ts";
import { findCurrentSequence } from "../../../db/queries/sequences.ts";
import { listInboxesOfCompanies, listStepDelays, listUnstartedJourneys } from "../../../db/queries/simulation-facts.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { reachByCompany } from "../../domain/company-spread.ts";
import { assignmentPattern } from "../../domain/inbox-assignment.ts";
import type { SimulatedJourney, SimulationFacts } from "../../domain/simulation-facts.ts";

/** Everything but the calendar, which is made where the simulation runs: facts may cross to a worker thread. */
export type LoadedSimulation = Omit<SimulationFacts, "calendar">;
export type SimulationChoice = Pick<SimulationFacts, "seed" | "days" | "replyRate" | "bounceRate" | "explain">;

/** Errors  not_found */
export async function loadSimulation(
  app: AppContext,
  actor: Pick<Actor, "workspaceId">,
  input: SimulationChoice & { campaignId: string },
): Promise<LoadedSimulation> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { campaignId, ...choice } = input;
  const now = await app.clock.now();
  const campaign = await getCampaign(scope, campaignId);
  const chosen = await listCampaignInboxes(scope, campaignId);
  const workspace = await getWorkspaceFacts(scope);
  const own = chosen.map(({ inboxId }) => inboxId);
  const inboxIds =
    workspace.companySpread === null
      ? own
      : reachByCompany(own, await listInboxesOfCompanies(scope, { campaignId, inboxIds: own }));
  const [open, inboxes] = await Promise.all([listOpenJobs(scope, inboxIds), listInboxFacts(scope, inboxIds)]);
  const steps = await listStepDelays(scope, [...new Set(open.flatMap(({ sequenceId }) => sequenceId ?? []))]);
  const running = open.map(({ sequenceId, ...queued }) => ({ ...queued, steps: steps.get(sequenceId ?? "") ?? [] }));
  const journeys = campaign.status === "draft" ? [...running, ...(await unstarted(scope, campaignId, now))] : running;
  return {
    ...choice,
    now,
    workspace,
    inboxes: await Promise.all(inboxes.map(async (inbox) => ({ inbox, load: await getInboxLoad(scope, inbox, now) }))),
    companies: await getCompanyLoads(scope, {
      workspace,
      domains: journeys.map(({ job }) => job.companyDomain),
      now,
    }),
    journeys,
    campaignId,
  };
}

/** As launch would: the current sequence, the inboxes dealt by their caps, the first mails due at once. */
async function unstarted(scope: Scope, campaignId: string, now: Date): Promise<SimulatedJourney[]> {
  const [campaign, sequence, inboxes] = await Promise.all([
    getCampaign(scope, campaignId),
    findCurrentSequence(scope, campaignId),
    listCampaignInboxes(scope, campaignId),
  ]);
  const first = sequence?.steps[0];
  if (!sequence || !first) return [];
  const pattern = assignmentPattern(inboxes);
  const steps = sequence.steps.map(({ stepNo, delayDays, businessDays }) => ({ stepNo, delayDays, businessDays }));
  const { name, window, timeZone, timeZoneMode, holidays } = campaign;
  const facts = {
    campaignId,
    name,
    status: "active" as const,
    window,
    timeZone,
    timeZoneMode,
    followHolidays: holidays,
  };
  const leads = await listUnstartedJourneys(scope, { campaignId, firstStepNo: first.stepNo, dueAt: now });
  return leads.map(({ leadId, job }, index) => ({
    job,
    leadId,
    inboxId: pattern[index % pattern.length] ?? "",
    campaign: facts,
    steps,
  }));
}
