/** A workspace with a mailbox in the sandbox, and journeys whose first mail really left from it. */

import type { AppContext } from "../../../app/context.ts";
import { sealInboxTokens } from "../../../app/credentials/inbox-tokens.server.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { gmailMailProvider } from "../../../app/providers/google/gmail-mail-provider.ts";
import type { MailProvider, MailSession } from "../../../app/providers/ports.ts";
import type { DatabaseClient } from "../../../db/client.ts";
import { type SandboxClient, startSandboxClient } from "../../sandbox/sandbox-client.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";

export type SentFirst = {
  leadId: string;
  campaignLeadId: string;
  firstJobId: string;
  nextJobId: string;
  email: string;
  messageId: string;
  threadId: string;
  gmailId: string;
};

export type MailboxWorld = {
  app: AppContext;
  actor: Actor;
  sandbox: SandboxClient;
  inboxId: string;
  email: string;
  gmail: MailProvider<MailSession>;
  insertCampaign(over?: { companyStop?: boolean }): Promise<string>;
  insertLead(email: string, companyDomain?: string | null): Promise<string>;
  /** A waiting journey with its first step planned and nothing sent. */
  insertJourney(campaignId: string, leadId: string): Promise<{ campaignLeadId: string; jobId: string }>;
  /** The first mail left and the second is planned. */
  sendFirst(campaignId: string, email: string, companyDomain?: string | null): Promise<SentFirst>;
  reply(messageId: string, kind: string, text?: string): Promise<{ id: string }>;
  deliver(raw: string, labelIds?: string[]): Promise<{ id: string; threadId: string }>;
  row<T>(query: string, values?: unknown[]): Promise<T>;
  journeyOf(sent: { campaignLeadId: string }): Promise<{ status: string; status_reason: string | null }>;
  jobStatus(jobId: string): Promise<string>;
  count(table: string, where?: string): Promise<number>;
};

export async function openMailboxWorld(db: DatabaseClient, email = "ana@acme.test"): Promise<MailboxWorld> {
  const sandbox = await startSandboxClient();
  await sandbox.control("people", { default: "silent" });
  const gmail = gmailMailProvider({
    clientId: "id",
    clientSecret: "secret",
    oauthBaseUrl: sandbox.sandbox.url,
    gmailBaseUrl: sandbox.sandbox.url,
  });
  const clock = { isVirtual: true, now: async () => sandbox.now() };
  const app = testApp(db, { clock, providers: { gmail } });
  const actor = await insertWorkspace(db);
  const tokens = await sandbox.openMailbox(email);
  const inboxId = newId();
  const sealed = sealInboxTokens(
    app.secretBox,
    { workspaceId: actor.workspaceId, inboxId },
    { ...tokens, accessTokenExpiresAt: new Date(Date.now() + 3_600_000) },
  );
  const state = await sandbox.control<{ mailboxes: { email: string; historyId: string }[] }>("state");
  await db.pool.query(
    `insert into inbox_connections (workspace_id, id, provider, email, access_token_encrypted, access_token_expires_at,
       refresh_token_encrypted, sync_cursor, last_synced_at) values ($1, $2, 'gmail', $3, $4, $5, $6, $7, $8)`,
    [
      actor.workspaceId,
      inboxId,
      email,
      sealed.accessTokenEncrypted,
      sealed.accessTokenExpiresAt,
      sealed.refreshTokenEncrypted,
      state.mailboxes.find((mailbox) => mailbox.email === email)?.historyId,
      sandbox.now(),
    ],
  );
  const ws = actor.workspaceId;
  const insertJob = async (campaignId: string, campaignLeadId: string, leadId: string, stepNo: number, to: string) => {
    const jobId = newId();
    await db.pool.query(
      `insert into send_jobs (workspace_id, id, kind, campaign_id, campaign_lead_id, lead_id, step_no, inbox_id, to_email, idempotency_key, due_at)
       values ($1, $2, 'sequence', $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ws,
        jobId,
        campaignId,
        campaignLeadId,
        leadId,
        stepNo,
        inboxId,
        to,
        `seq:${campaignLeadId}:${stepNo}`,
        sandbox.now(),
      ],
    );
    return jobId;
  };
  const world: MailboxWorld = {
    app,
    actor,
    sandbox,
    inboxId,
    email,
    gmail,
    async insertCampaign(over = {}) {
      const id = newId();
      await db.pool.query(
        "insert into campaigns (workspace_id, id, name, status, stop_rules) values ($1, $2, 'Autumn', 'active', $3)",
        [ws, id, JSON.stringify({ companyStop: over.companyStop === true })],
      );
      return id;
    },
    async insertLead(email, companyDomain = null) {
      const id = newId();
      await db.pool.query("insert into leads (workspace_id, id, email, company_domain) values ($1, $2, $3, $4)", [
        ws,
        id,
        email,
        companyDomain,
      ]);
      return id;
    },
    async insertJourney(campaignId, leadId) {
      const campaignLeadId = newId();
      await db.pool.query(
        "insert into campaign_leads (workspace_id, id, campaign_id, lead_id, inbox_id, next_step_no) values ($1, $2, $3, $4, $5, 1)",
        [ws, campaignLeadId, campaignId, leadId, inboxId],
      );
      await db.pool.query("update campaigns set leads_total = leads_total + 1 where workspace_id = $1 and id = $2", [
        ws,
        campaignId,
      ]);
      const { email: to } = await world.row<{ email: string }>("select email from leads where id = $1", [leadId]);
      return { campaignLeadId, jobId: await insertJob(campaignId, campaignLeadId, leadId, 1, to) };
    },
    async sendFirst(campaignId, email, companyDomain = null) {
      const leadId = await world.insertLead(email, companyDomain);
      const { campaignLeadId, jobId } = await world.insertJourney(campaignId, leadId);
      const raw = `From: Ana <${world.email}>\r\nTo: ${email}\r\nSubject: Your forklifts\r\nMessage-ID: <${jobId}@ours.test>\r\nX-LeadBitz-Attempt: ${jobId}-1\r\n\r\nShall we talk?\r\n\r\nNo more mails? Reply "unsubscribe".`;
      const { accessToken } = await sandbox.openMailbox(world.email);
      const sent = await sandbox.send(accessToken, raw);
      const { items } = await sandbox.control<{ items: { id: string; messageId: string }[] }>(
        `messages?mailbox=${world.email}`,
      );
      const messageId = items.find((item) => item.id === sent.id)?.messageId ?? "";
      await db.pool.query(
        `update send_jobs set status = 'sent', sent_at = $3, message_id_header = $4, provider_message_id = $5, provider_thread_id = $6,
         rendered_subject = 'Your forklifts', rendered_body = $7 where workspace_id = $1 and id = $2`,
        [
          ws,
          jobId,
          sandbox.now(),
          messageId,
          sent.id,
          sent.threadId,
          'Shall we talk?\n\nNo more mails? Reply "unsubscribe".',
        ],
      );
      await db.pool.query(
        "update campaign_leads set position = 1, next_step_no = 2 where workspace_id = $1 and id = $2",
        [ws, campaignLeadId],
      );
      const nextJobId = await insertJob(campaignId, campaignLeadId, leadId, 2, email);
      return {
        leadId,
        campaignLeadId,
        firstJobId: jobId,
        nextJobId,
        email,
        messageId,
        threadId: sent.threadId,
        gmailId: sent.id,
      };
    },
    reply: (messageId, kind, text) =>
      sandbox.control("reply", { mailbox: email, messageId, kind, ...(text ? { text } : {}) }),
    deliver: (raw, labelIds) => sandbox.control("deliver", { mailbox: email, raw, ...(labelIds ? { labelIds } : {}) }),
    async row<T>(query: string, values: unknown[] = []) {
      const { rows } = await db.pool.query(query, values);
      return rows[0] as T;
    },
    journeyOf: ({ campaignLeadId }) =>
      world.row("select status, status_reason from campaign_leads where id = $1", [campaignLeadId]),
    jobStatus: async (jobId) =>
      (await world.row<{ status: string }>("select status from send_jobs where id = $1", [jobId])).status,
    count: async (table, where = "true") =>
      (
        await world.row<{ n: number }>(
          `select count(*)::int as n from ${table} where workspace_id = '${ws}' and ${where}`,
        )
      ).n,
  };
  return world;
}
