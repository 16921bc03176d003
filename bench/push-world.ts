/** A campaign with everything due, no gaps and no caps, and the sandbox's Gmail as a process of its own. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import pino from "pino";
import { systemClock } from "../app/clock.ts";
import { loadConfig } from "../app/config.server.ts";
import type { AppContext } from "../app/context.ts";
import { sealInboxTokens } from "../app/credentials/inbox-tokens.server.ts";
import { createSecretBox } from "../app/credentials/secret-box.ts";
import type { Actor } from "../app/domain/actor.ts";
import { newId } from "../app/domain/ids.ts";
import { gmailMailProvider } from "../app/providers/google/gmail-mail-provider.ts";
import { addLeads } from "../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../app/use-cases/campaigns/save-sequence.server.ts";
import type { DatabaseClient } from "../db/client.ts";
import { freePort, ROOT, stopPart } from "../scripts/tools.ts";
import { insertWorkspace } from "./workspace.ts";

export type Sandbox = { url: string; stop(): Promise<void> };

export async function startSandboxProcess(): Promise<Sandbox> {
  const port = await freePort();
  const child = spawn(process.execPath, ["sandbox/server.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, SANDBOX_PORT: String(port), SANDBOX_SEED: "bench" },
  });
  await once(child.stdout, "data");
  return { url: `http://localhost:${port}`, stop: () => stopPart(child) };
}

export async function openMailbox(
  sandbox: Sandbox,
  email: string,
): Promise<{ accessToken: string; refreshToken: string }> {
  const answer = await fetch(`${sandbox.url}/_control/mailboxes`, { method: "POST", body: JSON.stringify({ email }) });
  return (await answer.json()) as { accessToken: string; refreshToken: string };
}

const secretBox = createSecretBox(randomBytes(32).toString("base64"));

/** One key for all rounds, as the keys of the installation are sealed with it. */
export function pushApp(db: DatabaseClient, sandbox: Sandbox): AppContext {
  const { config, secrets } = loadConfig({ NODE_ENV: "test", APP_URL: "http://localhost:3000" });
  const google = { clientId: "bench", clientSecret: "bench", oauthBaseUrl: sandbox.url, gmailBaseUrl: sandbox.url };
  return {
    db,
    config,
    secrets,
    clock: systemClock,
    log: pino({ level: "silent" }),
    secretBox,
    identity: {} as AppContext["identity"],
    providers: { gmail: gmailMailProvider(google) } as AppContext["providers"],
    simulator: () => Promise.reject(new Error("this bench simulates nothing")),
    workerId: "bench",
    stopping: new AbortController().signal,
  };
}

/** Two steps, so that a mail's end plans the next one, as nearly every mail does. */
export async function launchPush(
  app: AppContext,
  sandbox: Sandbox,
  size: { inboxes: number; mailsPerInbox: number },
): Promise<{ actor: Actor; inboxIds: string[] }> {
  const actor = await insertWorkspace(app.db);
  const inboxIds: string[] = [];
  for (let index = 0; index < size.inboxes; index++) inboxIds.push(await insertInbox(app, sandbox, actor, index));
  const leadIds = Array.from({ length: size.inboxes * size.mailsPerInbox }, () => newId());
  await app.db.pool.query(
    `insert into leads (workspace_id, id, email, first_name, company_name, company_domain)
     select $1, id, 'silent' || n || '@company' || n || '.example', 'Ana', 'Company', 'company' || n || '.example'
     from unnest($2::uuid[]) with ordinality as given (id, n)`,
    [actor.workspaceId, leadIds],
  );
  const window = { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "23:59" };
  const { campaignId } = await createCampaign(app, actor, { name: "Push", inboxIds, window });
  const body = "A question for {{company}}, and what it would take to answer it this week.";
  const steps = [0, 3].map((delayDays, step) => ({
    delayDays,
    businessDays: true,
    variants: [{ subject: step === 0 ? "Hello {{first_name}}" : "", body }],
  }));
  await saveSequence(app, actor, { campaignId, sequence: { steps } });
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  const launched = await launchCampaign(app, actor, { campaignId });
  if (launched.outcome === "not_ready") throw new Error(JSON.stringify(launched.checklist));
  await app.db.pool.query("analyze");
  return { actor, inboxIds };
}

async function insertInbox(app: AppContext, sandbox: Sandbox, actor: Actor, index: number): Promise<string> {
  const inboxId = newId();
  const email = `person${index}-${inboxId.slice(-6)}@acme.test`;
  const tokens = { ...(await openMailbox(sandbox, email)), accessTokenExpiresAt: new Date(Date.now() + 3_600_000) };
  const sealed = sealInboxTokens(app.secretBox, { workspaceId: actor.workspaceId, inboxId }, tokens);
  await app.db.pool.query(
    `insert into inbox_connections (workspace_id, id, provider, email, display_name, window_days, window_start, window_end,
       min_gap_seconds, cap_per_day, last_synced_at, access_token_encrypted, access_token_expires_at, refresh_token_encrypted)
     values ($1, $2, 'gmail', $3, 'Ana', '{1,2,3,4,5,6,7}', '00:00', '23:59', 0, 10000, now(), $4, $5, $6)`,
    [
      actor.workspaceId,
      inboxId,
      email,
      sealed.accessTokenEncrypted,
      sealed.accessTokenExpiresAt,
      sealed.refreshTokenEncrypted,
    ],
  );
  return inboxId;
}
