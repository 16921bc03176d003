/** Small scans of one inbox's ledger. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

/** So often the sent copy of a mail is looked for; then it was deleted by hand, and nobody looks again. */
const LOOKS = 3;
const looksInVain = sql<number>`(
  select count(*) from send_attempts look
  where look.workspace_id = send_jobs.workspace_id and look.send_job_id = send_jobs.id
    and look.call = 'read_back' and look.outcome = 'gone')`;

/** Mails that left within reach of a look-up and whose real Message-ID is not known yet. */
export async function listSentWithoutIds(
  scope: Scope,
  inboxId: string,
): Promise<{ job: { sendJobId: string; fence: number }; providerMessageId: string }[]> {
  const rows = await scope.handle
    .selectFrom("send_jobs")
    .select(["id", "fence", "provider_message_id"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inboxId)
    .where("status", "=", "sent")
    .where("message_id_header", "is", null)
    .where("provider_message_id", "is not", null)
    .where(looksInVain, "<", LOOKS)
    .orderBy("sent_at", "desc")
    .limit(50)
    .execute();
  return rows.flatMap((row) =>
    row.provider_message_id
      ? [{ job: { sendJobId: row.id, fence: row.fence }, providerMessageId: row.provider_message_id }]
      : [],
  );
}

export type UnnamedFollowUp = { campaignLeadId: string; stepNo: number; previousStepNo: number };

/** Planned follow-ups whose previous mail will never have a Message-ID: its sent copy was looked for in vain. */
export async function listUnnamedFollowUps(scope: Scope, inboxId: string): Promise<UnnamedFollowUp[]> {
  const { rows } = await sql<UnnamedFollowUp>`
    select distinct on (next.id) next.campaign_lead_id as "campaignLeadId", next.step_no as "stepNo",
      send_jobs.step_no as "previousStepNo"
    from send_jobs
    join send_jobs next on next.workspace_id = send_jobs.workspace_id
      and next.campaign_lead_id = send_jobs.campaign_lead_id and next.kind = 'sequence' and next.status = 'scheduled'
      and next.step_no > send_jobs.step_no
    where send_jobs.workspace_id = ${scope.workspaceId} and send_jobs.inbox_id = ${inboxId} and send_jobs.status = 'sent'
      and send_jobs.message_id_header is null and ${looksInVain} >= ${LOOKS}
    order by next.id, send_jobs.step_no desc limit 100`.execute(scope.handle);
  return rows;
}

/** The mail that a draft of ours was made for. While it is being prepared, its draft may not be committed yet. */
export async function findDraftOwner(
  scope: Scope,
  sendJobId: string,
): Promise<{ draftId: string | null; isPreparing: boolean } | undefined> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .select(["draft_id", "status"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .executeTakeFirst();
  return row && { draftId: row.draft_id, isPreparing: row.status === "preparing" };
}
