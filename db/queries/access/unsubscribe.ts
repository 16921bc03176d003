/** Whom an unsubscribe link stands for. The token is all that its caller has, so this is looked up before a scope exists. */
import { sql } from "kysely";
import type { AccessScope } from "../../scope.ts";

export type UnsubscribeTarget = {
  workspaceId: string;
  workspaceName: string;
  sendJobId: string;
  leadId: string | null;
  toEmail: string;
  campaignId: string | null;
  stepNo: number | null;
  variant: number;
  inboxId: string;
  timeZone: string;
};

/** Tokens never expire: a mail may be opened years later. */
export async function findUnsubscribeTarget(
  scope: AccessScope,
  tokenHash: Buffer,
): Promise<UnsubscribeTarget | undefined> {
  const { rows } = await sql<UnsubscribeTarget>`
    select job.workspace_id as "workspaceId", workspace.name as "workspaceName", job.id as "sendJobId", job.lead_id as "leadId",
      lower(coalesce(lead.email, job.to_email)::text) as "toEmail", job.campaign_id as "campaignId", job.step_no as "stepNo",
      job.variant, job.inbox_id as "inboxId", inbox.time_zone as "timeZone"
    from send_jobs job
    join workspaces workspace on workspace.id = job.workspace_id
    join inbox_connections inbox on inbox.workspace_id = job.workspace_id and inbox.id = job.inbox_id
    left join leads lead on lead.workspace_id = job.workspace_id and lead.id = job.lead_id and lead.erased_at is null
    where job.unsubscribe_token_hash = ${tokenHash}`.execute(scope.handle);
  return rows[0];
}
