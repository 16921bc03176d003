import { enqueue } from "../../../db/enqueue.ts";
import {
  findImport,
  insertCampaignLeads,
  type LeadSource,
  listAddableLeads,
} from "../../../db/queries/campaign-leads-adding.ts";
import { refreshStatistics } from "../../../db/queries/campaign-leads-plans.ts";
import { startJourneys } from "../../../db/queries/campaign-leads-starting.ts";
import { addToCampaignTotals, type Campaign, lockCampaign } from "../../../db/queries/campaigns.ts";
import { listCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { findCurrentSequence } from "../../../db/queries/sequences.ts";
import { findSuppressedEmails } from "../../../db/queries/suppressions.ts";
import { inTransaction, type Scope, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";
import { startOf } from "./journey-start.ts";

export type LeadsInput = { leadIds: string[] } | { importId: string } | { filter: { q?: string } };
export type SkippedLead = { leadId: string; reason: "not_found" | "already_in_campaign" | "suppressed" };
export type AddedLeads = { addedCount: number; skipped: SkippedLead[] };

const PAGE_SIZE = 5_000;
/** So many at once make a table another one than its statistics tell; the launch that follows joins them all. */
const MANY = 5_000;

/**
 * Adds leads to a campaign; in a launched one their journeys begin at once.
 *
 * Rules   a lead is in a campaign once; a suppressed one does not come in; leads_total follows
 * Errors  not_found; conflict when the campaign is completed or archived, or the import still runs
 */
export async function addLeads(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leads: LeadsInput },
): Promise<AddedLeads> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const source = await sourceOf(scope, input.leads);
  const now = await app.clock.now();
  const added = await inTransaction(scope, async (scope) => {
    const campaign = await lockCampaign(scope, input.campaignId);
    if (campaign.status === "completed" || campaign.status === "archived")
      throw new AppError("conflict", `No leads can be added: the campaign is ${campaign.status}.`);
    const { addedCount, skipped, seen } = await addAll(scope, campaign, source, now);
    if (addedCount > 0) {
      await addToCampaignTotals(scope, campaign.campaignId, { leadsTotal: addedCount });
      if (campaign.status !== "draft") await startAdded(scope, campaign, now);
    }
    const missing = "leadIds" in source ? source.leadIds.filter((leadId) => !seen.has(leadId)) : [];
    return {
      addedCount,
      skipped: [...skipped, ...missing.map((leadId) => ({ leadId, reason: "not_found" as const }))],
    };
  });
  if (added.addedCount >= MANY) await refreshStatistics(scope);
  return added;
}

async function sourceOf(scope: Scope, leads: LeadsInput): Promise<LeadSource> {
  if ("filter" in leads) return { q: leads.filter.q ?? "" };
  if ("leadIds" in leads) return { leadIds: [...new Set(leads.leadIds.map((leadId) => leadId.toLowerCase()))] };
  const found = await findImport(scope, leads.importId);
  if (!found) throw new AppError("not_found", "There is no such import.");
  if (found.status !== "completed")
    throw new AppError("conflict", `This import is ${found.status}. Its leads can be added once it is completed.`);
  return leads;
}

async function addAll(scope: TransactionScope, campaign: Campaign, source: LeadSource, addedAt: Date) {
  const { campaignId } = campaign;
  const result = { addedCount: 0, skipped: [] as SkippedLead[], seen: new Set<string>() };
  for (let afterId: string | null = null; ; ) {
    const leads = await listAddableLeads(scope, { campaignId, source, afterId, limit: PAGE_SIZE });
    const suppressed = await findSuppressedEmails(
      scope,
      leads.map((lead) => lead.email),
    );
    const fresh: string[] = [];
    for (const { leadId, email, isInCampaign } of leads) {
      result.seen.add(leadId);
      if (isInCampaign) result.skipped.push({ leadId, reason: "already_in_campaign" });
      else if (suppressed.has(email)) result.skipped.push({ leadId, reason: "suppressed" });
      else fresh.push(leadId);
    }
    result.addedCount += (await insertCampaignLeads(scope, { campaignId, leadIds: fresh, addedAt })).length;
    afterId = leads.at(-1)?.leadId ?? null;
    if (leads.length < PAGE_SIZE) return result;
  }
}

/** The round-robin goes on where the leads before left it. */
async function startAdded(scope: TransactionScope, campaign: Campaign, dueAt: Date): Promise<void> {
  const { campaignId, leadsTotal } = campaign;
  const sequence = await findCurrentSequence(scope, campaignId);
  const inboxes = await listCampaignInboxes(scope, campaignId);
  if (!sequence || inboxes.length === 0) throw new AppError("not_ready", "The campaign has no steps or no inbox.");
  await startJourneys(scope, startOf({ campaignId, sequence, inboxes, firstNumber: leadsTotal, dueAt }));
  await enqueue(scope, "tick", {});
}
