/** The send plan's own input loader: the same facts for the tick, the preflight and the explanation. */

import { type RawBuilder, sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import type { QueuedJob } from "../../app/domain/inbox-queue.ts";
import type { InboxFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import type { Scope } from "../scope.ts";
import {
  ALL_JOBS,
  INBOX_FACTS,
  type InboxFactsRow,
  inboxFactsOf,
  type QueuedJobRow,
  queuedJobOf,
  queuedJobsOf,
} from "./send-facts-rows.ts";
import { listLaneHeadKeys } from "./send-lanes.ts";

export async function getWorkspaceFacts(scope: Scope): Promise<WorkspaceFacts> {
  const row = await scope.handle
    .selectFrom("workspaces")
    .select(["sending_stopped_at", "time_zone", "company_spread"])
    .where("id", "=", scope.workspaceId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return {
    sendingStoppedAt: row.sending_stopped_at,
    timeZone: row.time_zone,
    companySpread: row.company_spread,
  };
}

export async function getInboxFacts(scope: Scope, inboxId: string): Promise<InboxFacts> {
  const [facts] = await listInboxFacts(scope, [inboxId]);
  if (!facts) throw new AppError("not_found", "There is no such inbox.");
  return facts;
}

export async function listInboxFacts(scope: Scope, inboxIds: string[]): Promise<InboxFacts[]> {
  if (inboxIds.length === 0) return [];
  const { rows } = await sql<InboxFactsRow>`
    select ${INBOX_FACTS} from inbox_connections i
    where i.workspace_id = ${scope.workspaceId} and i.id = any(${inboxIds}::uuid[]) order by i.id`.execute(
    scope.handle,
  );
  return rows.map(inboxFactsOf);
}

/**
 * The mails of an inbox that could go now: every gate open, best first, follow-ups before new leads.
 *
 * Rules   the first few of each lane, see send-lanes.ts
 */
export async function listSendableJobs(
  scope: Scope,
  inboxId: string,
  dueBefore: Date,
  look: { perLane: number; except: string[]; fullCompanies: string[] },
): Promise<QueuedJob[]> {
  const { workspaceId } = scope;
  const fullCompanies = look.fullCompanies.map((domain) => ({ workspaceId, domain }));
  const heads = await listLaneHeadKeys(scope, [{ workspaceId, inboxId }], dueBefore, { ...look, fullCompanies });
  if (heads.length === 0) return [];
  return listQueuedJobs(
    scope,
    sql`j.id = any(${heads.map((head) => head.id)}::uuid[])`,
    sql`(j.step_no > 1) desc, j.due_at, j.campaign_lead_id, j.step_no`,
  );
}

/** Open mails of given leads' journeys or of a campaign, for explanations. */
export function listJourneyJobs(scope: Scope, campaignLeadIds: string[]): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.kind = 'sequence' and j.campaign_lead_id = any(${campaignLeadIds}::uuid[]) and j.status not in ('sent', 'canceled', 'skipped')`,
    sql`j.campaign_lead_id, j.step_no`,
  );
}

/** Every open mail of these inboxes, whatever holds it: what a simulation begins with. */
export function listOpenJobs(scope: Scope, inboxIds: string[]): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.inbox_id = any(${inboxIds}::uuid[]) and j.kind = 'sequence' and cl.status = 'waiting'
      and j.status not in ('sent', 'canceled', 'skipped')`,
    sql`j.campaign_lead_id, j.step_no`,
  );
}

export async function findQueuedJob(scope: Scope, sendJobId: string): Promise<QueuedJob | undefined> {
  const [queued] = await listQueuedJobs(scope, sql`j.id = ${sendJobId}`, sql`j.id`);
  return queued;
}

/** Mails that stand before others in the inboxes' queues: the first `limit` of each inbox. */
export async function listQueueHeads(scope: Scope, inboxId: string, limit: number): Promise<QueuedJob[]> {
  return listQueuedJobs(
    scope,
    sql`j.inbox_id = ${inboxId} and j.status in ('scheduled', 'preparing', 'prepared') and j.kind = 'sequence'
      and c.status = 'active' and cl.status = 'waiting' and cl.paused_at is null`,
    sql`j.due_at, (j.step_no > 1) desc, j.campaign_lead_id limit ${limit}`,
  );
}

async function listQueuedJobs(
  scope: Scope,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<QueuedJob[]> {
  const { rows } = await sql<QueuedJobRow>`${queuedJobsOf(ALL_JOBS)}
    where j.workspace_id = ${scope.workspaceId} and ${where}
    order by ${order}`.execute(scope.handle);
  return rows.map(queuedJobOf);
}
