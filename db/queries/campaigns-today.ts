/** Mails held, and what of the workspace decides over a launch. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

/** Counting stops here; pages then say "10,000+". */
export const COUNT_LIMIT = 10_001;

/** Waiting journeys that somebody must look at: their mail is held, failed or uncertain, or their inbox cannot send. */
export async function countHeld(scope: Scope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from send_jobs job
      join campaigns campaign on campaign.workspace_id = job.workspace_id and campaign.id = job.campaign_id and campaign.status = 'active'
      join campaign_leads journey on journey.workspace_id = job.workspace_id and journey.id = job.campaign_lead_id and journey.status = 'waiting'
      join inbox_connections inbox on inbox.workspace_id = job.workspace_id and inbox.id = job.inbox_id
      where job.workspace_id = ${scope.workspaceId} and job.kind = 'sequence'
        and (job.status in ('held', 'failed', 'uncertain')
          or journey.paused_at is not null and job.status = 'scheduled'
          or inbox.status <> 'active' and job.status in ('scheduled', 'preparing', 'prepared'))
      limit ${COUNT_LIMIT}) held`.execute(scope.handle);
  return rows[0]?.count ?? 0;
}

export type LaunchWorkspace = { postalAddress: string | null; sendingStoppedAt: Date | null };

export async function getLaunchWorkspace(scope: Scope): Promise<LaunchWorkspace> {
  const row = await scope.handle
    .selectFrom("workspaces")
    .select(["postal_address", "sending_stopped_at"])
    .where("id", "=", scope.workspaceId)
    .executeTakeFirstOrThrow();
  return { postalAddress: row.postal_address, sendingStoppedAt: row.sending_stopped_at };
}
