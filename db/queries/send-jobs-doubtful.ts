/** Mails whose outcome is open, failed or waits for a word of a person: with their place, for the page and the API. */
import { sql } from "kysely";
import { AppError } from "../../app/domain/errors.ts";
import { isId } from "../../app/domain/ids.ts";
import { decodeCursor, type Page, type PageRequest, pageOf } from "../../app/domain/page.ts";
import type { Scope } from "../scope.ts";
import { COUNT_LIMIT } from "./campaigns-today.ts";
import { findSendJob, type SendJob } from "./send-jobs.ts";

/** `unnamed`: a follow-up whose previous mail has no ids (held, previous_unknown). */
export type Doubt = "uncertain" | "failed" | "unnamed" | "sending";

export type DoubtfulMail = {
  sendJobId: string;
  kind: SendJob["kind"];
  status: SendJob["status"];
  attemptNo: number;
  campaignId: string | null;
  campaignName: string | null;
  leadId: string | null;
  conversationId: string | null;
  stepNo: number | null;
  toEmail: string;
  name: string;
  inboxId: string;
  inboxEmail: string;
  inboxStatus: string;
  subject: string;
  reason: string | null;
  /** Real time of the last call that may have made it leave. */
  lastPostAt: Date | null;
  journeyStatus: string | null;
};

const columns = sql`
  j.id as "sendJobId", j.kind, j.status, j.attempt_no as "attemptNo", j.campaign_id as "campaignId", c.name as "campaignName",
  j.lead_id as "leadId", j.conversation_id as "conversationId", j.step_no as "stepNo", j.to_email::text as "toEmail",
  coalesce(concat_ws(' ', l.first_name, l.last_name), '') as name, j.inbox_id as "inboxId", i.email::text as "inboxEmail",
  i.status as "inboxStatus", coalesce(j.rendered_subject, '') as subject, coalesce(j.reason_detail, j.reason) as reason,
  j.last_post_at as "lastPostAt", cl.status as "journeyStatus"`;
const tables = sql`
  send_jobs j
  join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id
  left join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id
  left join leads l on l.workspace_id = j.workspace_id and l.id = j.lead_id
  left join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id`;

/** A failed mail or a held follow-up of a journey that is over asks nobody for anything any more. */
const KINDS = {
  uncertain: sql`j.status = 'uncertain'`,
  failed: sql`j.status = 'failed' and (cl.id is null or cl.status = 'waiting')`,
  unnamed: sql`j.status = 'held' and j.reason = 'previous_unknown' and cl.status = 'waiting'`,
  sending: sql`j.status = 'sending'`,
} as const;

/** Oldest plan first. */
export async function listDoubtfulMails(
  scope: Scope,
  request: PageRequest & { doubt: Doubt },
): Promise<Page<DoubtfulMail>> {
  const after = request.cursor === null ? sql`true` : sql`j.id > ${idOfCursor(request.cursor)}::uuid`;
  const { rows } = await sql<DoubtfulMail>`
    select ${columns} from ${tables}
    where j.workspace_id = ${scope.workspaceId} and ${KINDS[request.doubt]} and ${after}
    order by j.id limit ${request.limit + 1}`.execute(scope.handle);
  return pageOf(rows, request.limit, (row) => [row.sendJobId]);
}

/** Errors  not_found */
export async function getDoubtfulMail(scope: Scope, sendJobId: string): Promise<DoubtfulMail> {
  const { rows } = await sql<DoubtfulMail>`
    select ${columns} from ${tables}
    where j.workspace_id = ${scope.workspaceId} and j.id = ${sendJobId}`.execute(scope.handle);
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no such mail.");
  return row;
}

export type DoubtCounts = { uncertain: number; failed: number; unnamed: number };

/** How many wait for a person, of each kind; counting stops at 10,001. In one campaign or in all. */
export async function countDoubtfulMails(scope: Scope, campaignId?: string): Promise<DoubtCounts> {
  const only = campaignId === undefined ? sql`true` : sql`j.campaign_id = ${campaignId}`;
  const { rows } = await sql<DoubtCounts>`
    select count(*) filter (where status = 'uncertain')::int as uncertain,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'held')::int as unnamed
    from (
      select j.status from send_jobs j
      left join campaign_leads cl on cl.workspace_id = j.workspace_id and cl.id = j.campaign_lead_id
      where j.workspace_id = ${scope.workspaceId} and ${only}
        and (${KINDS.uncertain} or ${KINDS.failed} or ${KINDS.unnamed})
      limit ${COUNT_LIMIT}) doubtful`.execute(scope.handle);
  return rows[0] ?? { uncertain: 0, failed: 0, unnamed: 0 };
}

/** Errors  not_found */
export async function getSendJob(scope: Scope, sendJobId: string): Promise<SendJob> {
  const job = await findSendJob(scope, sendJobId);
  if (!job) throw new AppError("not_found", "There is no such mail.");
  return job;
}

function idOfCursor(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (!isId(id)) throw new AppError("invalid_input", "This page link is not valid. Go back to the first page.");
  return id;
}
