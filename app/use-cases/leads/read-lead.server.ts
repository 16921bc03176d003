import { getLead, type Lead } from "../../../db/queries/leads.ts";
import {
  type LeadCampaign,
  type LeadOrigin,
  listLeadCampaigns,
  listLeadOrigins,
} from "../../../db/queries/leads-origin.ts";
import { findSuppressedEmails } from "../../../db/queries/suppressions.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";

export type LeadDetails = { lead: Lead; origins: LeadOrigin[]; campaigns: LeadCampaign[]; isSuppressed: boolean };

/** One lead, where it came from, and which campaigns it is in. Errors  not_found */
export async function readLead(app: AppContext, actor: Actor, input: { leadId: string }): Promise<LeadDetails> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const lead = await getLead(scope, input.leadId);
  const [origins, campaigns, suppressed] = await Promise.all([
    listLeadOrigins(scope, input.leadId),
    listLeadCampaigns(scope, input.leadId),
    findSuppressedEmails(scope, [lead.email]),
  ]);
  return { lead, origins, campaigns, isSuppressed: suppressed.size > 0 };
}
