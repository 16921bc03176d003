/** Loads what the launch checklist is decided on. Launch itself calls it under the campaign's lock. */
import { listLeadTimeZones, listMergingLeads } from "../../../db/queries/campaign-leads-merging.ts";
import { type Campaign, getCampaign } from "../../../db/queries/campaigns.ts";
import { type CampaignInbox, listCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { getLaunchWorkspace } from "../../../db/queries/campaigns-today.ts";
import { listDoubtedDomains } from "../../../db/queries/domain-checks.ts";
import { findCurrentSequence, type Sequence } from "../../../db/queries/sequences.ts";
import type { Scope } from "../../../db/scope.ts";
import { assignmentPattern } from "../../domain/inbox-assignment.ts";
import { type LaunchFacts, type LeadMergeProblem, MERGE_PROBLEMS_SHOWN } from "../../domain/launch-checklist.ts";
import { leadMergeFields } from "../../domain/lead-merge-fields.ts";
import { mergeChecker } from "../../domain/merge-check.ts";
import { type SequenceStep, templateIssues } from "../../domain/sequence.ts";

const PAGE_SIZE = 2_000;

export type LaunchMaterial = { facts: LaunchFacts; inboxes: CampaignInbox[]; sequence: Sequence | undefined };

export async function loadLaunchMaterial(scope: Scope, campaign: Campaign, now: Date): Promise<LaunchMaterial> {
  const { campaignId } = campaign;
  const inboxes = await listCampaignInboxes(scope, campaignId);
  const sequence = await findCurrentSequence(scope, campaignId);
  const workspace = await getLaunchWorkspace(scope);
  const steps = sequence?.steps ?? [];
  const facts: LaunchFacts = {
    campaignId,
    now,
    stepCount: steps.length,
    templateErrorCount: steps.flatMap(errorsOf).length,
    mergeProblems: await findAllMergeProblems(scope, campaignId, steps, inboxes),
    waitingCount: campaign.leadsTotal - campaign.leadsFinal,
    inboxes,
    window: campaign.window,
    windowTimeZones: await zonesOf(scope, campaign),
    hasPostalAddress: (workspace.postalAddress ?? "").trim() !== "",
    isSendingStopped: workspace.sendingStoppedAt !== null,
    doubtedDomains: await listDoubtedDomains(scope, campaignId),
  };
  return { facts, inboxes, sequence };
}

export async function loadWindowFacts(scope: Scope, campaignId: string) {
  const campaign = await getCampaign(scope, campaignId);
  return {
    window: campaign.window,
    windowTimeZones: await zonesOf(scope, campaign),
    inboxes: await listCampaignInboxes(scope, campaignId),
  };
}

/** The lead's zone where it is known and asked for, else the campaign's, else (null) the inbox's. */
async function zonesOf(scope: Scope, campaign: Campaign): Promise<(string | null)[]> {
  if (campaign.timeZoneMode === "inbox") return [campaign.timeZone];
  const known = await listLeadTimeZones(scope, campaign.campaignId);
  return [...new Set([campaign.timeZone, ...known.map((timeZone) => timeZone ?? campaign.timeZone)])];
}

function errorsOf(step: SequenceStep) {
  return step.variants.flatMap((variant) => [
    ...templateIssues(variant.subject, "subject"),
    ...templateIssues(variant.body, "body"),
  ]);
}

/** Every lead is checked with the sender that launch would give it. */
async function findAllMergeProblems(
  scope: Scope,
  campaignId: string,
  steps: SequenceStep[],
  inboxes: CampaignInbox[],
): Promise<LaunchFacts["mergeProblems"]> {
  const found = { items: [] as LeadMergeProblem[], total: 0, leadCount: 0 };
  if (steps.length === 0) return found;
  const check = mergeChecker(steps);
  const pattern = assignmentPattern(inboxes);
  const senders = new Map(inboxes.map((inbox) => [inbox.inboxId, { name: inbox.displayName, email: inbox.email }]));
  const unknownSender = { name: "Sender", email: "sender@example.com" };
  let number = 0;
  for (let afterId: string | null = null; ; ) {
    const leads = await listMergingLeads(scope, { campaignId, afterId, limit: PAGE_SIZE });
    for (const lead of leads) {
      const sender = senders.get(pattern[number++ % pattern.length] ?? "") ?? unknownSender;
      const problems = check(leadMergeFields(lead, sender));
      if (problems.length > 0) found.leadCount += 1;
      found.total += problems.length;
      if (found.items.length < MERGE_PROBLEMS_SHOWN)
        found.items.push(...problems.map((problem) => ({ ...problem, leadId: lead.leadId, email: lead.email })));
    }
    afterId = leads.at(-1)?.campaignLeadId ?? null;
    if (leads.length < PAGE_SIZE) return found;
  }
}
