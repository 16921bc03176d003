/** Mails that are with a provider at this moment, for whoever must be sure that none leaves any more. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

/** What was paused, stopped or cut off: one of its parts, or with none of them the whole workspace. */
export type InFlightTarget = { campaignId?: string; inboxId?: string; campaignLeadId?: string };

export type InFlightMail = {
  sendJobId: string;
  toEmail: string;
  inboxEmail: string;
  /** Real time. */
  calledAt: Date;
  /** False: the call ended without a clear answer, so no waiting helps; LeadBitz looks into the mailbox. */
  isCalling: boolean;
};

/**
 * Rows in `sending`, each with whether its call may still be under way.
 *
 * Rules   a worker calls only within the lease of the claim that passed preflight, so a row that was posted longer ago is
 *         not calling (a server that got no byte of the message yet has no post, but a lease); nor is one whose call of this fence ended unclearly. All by the database's clock
 */
export async function listInFlight(
  scope: Scope,
  target: InFlightTarget,
  within: { leaseMs: number; limit: number },
): Promise<InFlightMail[]> {
  const { campaignId, inboxId, campaignLeadId } = target;
  const { rows } = await sql<InFlightMail>`
    select j.id as "sendJobId", j.to_email::text as "toEmail", i.email::text as "inboxEmail",
      coalesce(j.last_post_at, j.updated_at) as "calledAt",
      not exists (
        select from send_attempts a
        where a.workspace_id = j.workspace_id and a.send_job_id = j.id and a.call in ('send_draft', 'submit')
          and a.fence = j.fence and a.outcome in ('unknown', 'gone')) as "isCalling"
    from send_jobs j
    join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id
    where j.workspace_id = ${scope.workspaceId} and j.status = 'sending'
      and case when j.last_post_at is null then j.lease_until > clock_timestamp()
        else j.last_post_at > clock_timestamp() - make_interval(secs => ${within.leaseMs / 1000}) end
      and ${campaignId === undefined ? sql`true` : sql`j.campaign_id = ${campaignId}`}
      and ${inboxId === undefined ? sql`true` : sql`j.inbox_id = ${inboxId}`}
      and ${campaignLeadId === undefined ? sql`true` : sql`j.campaign_lead_id = ${campaignLeadId}`}
    order by "calledAt", j.id limit ${within.limit}`.execute(scope.handle);
  return rows;
}
