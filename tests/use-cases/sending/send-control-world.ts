/** Mails in every state that a person must look at, made by the machine itself against the sandbox. */
import { setTimeout as wait } from "node:timers/promises";
import type { Actor } from "../../../app/domain/actor.ts";
import { sendInbox } from "../../../app/use-cases/sending/send-inbox.server.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { launchTo, type SendingWorld } from "../../setup/sending-world.ts";

/** The intervals' divisor that these tests run with, and longer than a lease (120 s) and a look (30 s) by it. */
export const DIVISOR = { LEADBITZ_INTERVALS_DIVISOR: "50" };
const LEASE_OVER_MS = 2_800;

export const TWO_STEPS = [
  { delayDays: 0, subject: "Hello {{first_name}}", body: "A question." },
  { delayDays: 2, body: "Again." },
];

export type JobRow = {
  id: string;
  step_no: number;
  status: string;
  reason: string | null;
  reason_detail: string | null;
  attempt_no: number;
  draft_id: string | null;
  usage_on: string | null;
  message_id_header: string | null;
  provider_thread_id: string | null;
  due_at: Date;
};

export async function jobsOf(world: SendingWorld, campaignId: string): Promise<JobRow[]> {
  const { rows } = await world.db.pool.query<JobRow>(
    `select id, step_no, status, reason, reason_detail, attempt_no::int, draft_id, usage_on::text, message_id_header,
       provider_thread_id, due_at
     from send_jobs where campaign_id = $1 order by step_no`,
    [campaignId],
  );
  return rows;
}

export async function firstJob(world: SendingWorld, campaignId: string): Promise<JobRow> {
  const [job] = await jobsOf(world, campaignId);
  if (!job) throw new Error("no job");
  return job;
}

export async function journeyOf(world: SendingWorld, campaignId: string) {
  const { rows } = await world.db.pool.query(
    `select id, lead_id, status, position, hold_reason, next_step_no from campaign_leads where campaign_id = $1`,
    [campaignId],
  );
  return rows[0] as {
    id: string;
    lead_id: string;
    status: string;
    position: number;
    hold_reason: string | null;
    next_step_no: number | null;
  };
}

export async function usageOf(world: SendingWorld, inboxId: string): Promise<{ reserved: number; sent: number }> {
  const { rows } = await world.db.pool.query(
    "select coalesce(sum(reserved), 0)::int as reserved, coalesce(sum(sent), 0)::int as sent from inbox_days where inbox_id = $1",
    [inboxId],
  );
  return rows[0];
}

export async function auditOf(world: SendingWorld, actor: Actor): Promise<string[]> {
  const { rows } = await world.db.pool.query("select action from audit_events where workspace_id = $1 order by id", [
    actor.workspaceId,
  ]);
  return rows.map((row) => row.action);
}

/** A mail whose answer was lost, whose draft is gone and whose copy was deleted: nobody can know. */
export async function uncertainMail(world: SendingWorld, actor: Actor, name: string) {
  const email = `ana@${name}.test`;
  const inboxId = await world.openInbox(actor, email);
  const campaignId = await launchTo(world, actor, {
    inboxId,
    emails: [`silent.lea@${name}.lead.test`],
    steps: TWO_STEPS,
  });
  await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "drop", times: 1 });
  await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
  // The person deleted the draft by hand, longer ago than the verdict takes.
  await world.db.pool.query(
    "update send_jobs set draft_id = 'deleted-by-hand', last_post_at = now() - interval '2 hours' where campaign_id = $1",
    [campaignId],
  );
  await wait(LEASE_OVER_MS);
  await sweepSends(world.app);
  const job = await firstJob(world, campaignId);
  if (job.status !== "uncertain") throw new Error(`the mail is ${job.status}`);
  return { campaignId, inboxId, email, sendJobId: job.id };
}

/** A mail that the provider refused for good; its draft stands in the mailbox. */
export async function failedMail(world: SendingWorld, actor: Actor, name: string) {
  const email = `ana@${name}.test`;
  const inboxId = await world.openInbox(actor, email);
  const emails = [`silent.lea@${name}.lead.test`];
  const campaignId = await launchTo(world, actor, { inboxId, emails, steps: TWO_STEPS });
  await world.control("faults", { provider: "gmail", path: "drafts/send", kind: "400", times: 1 });
  await sendInbox(world.app, { workspaceId: actor.workspaceId, inboxId });
  const job = await firstJob(world, campaignId);
  if (job.status !== "failed") throw new Error(`the mail is ${job.status}`);
  return { campaignId, inboxId, email, sendJobId: job.id };
}
