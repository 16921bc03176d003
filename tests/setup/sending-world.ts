/** A running campaign against the sandbox's Gmail, under a stored clock: for tests of sending, answers and explanations. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { storedClock } from "../../app/clock.ts";
import type { AppContext } from "../../app/context.ts";
import { sealInboxTokens } from "../../app/credentials/inbox-tokens.server.ts";
import type { Actor } from "../../app/domain/actor.ts";
import { newId } from "../../app/domain/ids.ts";
import { gmailMailProvider } from "../../app/providers/google/gmail-mail-provider.ts";
import { addLeads } from "../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../app/use-cases/campaigns/create-campaign.server.ts";
import { launchCampaign } from "../../app/use-cases/campaigns/launch-campaign.server.ts";
import { saveSequence } from "../../app/use-cases/campaigns/save-sequence.server.ts";
import { advanceClock } from "../../app/use-cases/system/advance-clock.server.ts";
import { getStoredNow, setStoredNow } from "../../db/queries/system/app-clock.ts";
import { systemScope } from "../../db/scope.ts";
import { startSandbox } from "../../sandbox/start.ts";
import { insertWorkspace, testApp } from "./app.ts";
import { testDatabase } from "./database.ts";

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export type AcceptedMail = {
  id: string;
  to: string;
  subject: string;
  acceptedAt: string;
  raw: string;
  messageId: string;
  threadId: string;
};

/**
 * Starts database, sandbox and clock; Tuesday 24 November 2026, 09:00 in Berlin and within every window. `patience`: real
 * intervals (leases, time-outs, freshness) are so many times longer, so that a busy machine cannot end them.
 */
export async function sendingWorld(
  options: { startAt?: string; env?: Record<string, string>; patience?: number } = {},
) {
  const db = await testDatabase();
  const system = systemScope(db);
  await setStoredNow(system, new Date(options.startAt ?? "2026-11-24T09:00:00Z"));
  const clockServer = createServer((_request, response) => {
    void getStoredNow(system).then((now) => response.end(JSON.stringify({ now: now.toISOString() })));
  });
  await new Promise<void>((resolve) => clockServer.listen(0, "127.0.0.1", resolve));
  const clockUrl = `http://127.0.0.1:${(clockServer.address() as AddressInfo).port}/`;
  const sandbox = await startSandbox({ port: 0, clockUrl, seed: "tests" });
  afterAll(async () => {
    await sandbox.close();
    clockServer.closeAllConnections();
    clockServer.close();
  });
  const google = { clientId: "test", clientSecret: "test", oauthBaseUrl: sandbox.url, gmailBaseUrl: sandbox.url };
  const app = testApp(db, {
    clock: storedClock(() => getStoredNow(system)),
    providers: { gmail: gmailMailProvider(google) },
    env: { LEADBITZ_CLOCK: "virtual", ...options.env },
  });
  for (const name of Object.keys(app.config.intervals) as (keyof typeof app.config.intervals)[])
    app.config.intervals[name] *= options.patience ?? 1;
  const control = async <T>(name: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/_control/${name}`, init);
    return (await answer.json()) as T;
  };
  return {
    db,
    app,
    control,
    advance: (ms: number) => advanceClock(app, ms),
    /** Also back, for a workspace that begins at a time of its own. */
    setNow: (at: Date) => db.pool.query("update app_clock set now_at = $1", [at]),
    accepted: async (mailbox: string) =>
      (await control<{ items: AcceptedMail[] }>(`messages?mailbox=${mailbox}`)).items,
    workspace: () => insertWorkspace(db),
    openInbox: (actor: Actor, email: string, over: Record<string, unknown> = {}) =>
      openInbox(app, control, actor, email, over),
    insertLeads: (actor: Actor, emails: string[]) => insertLeads(app, actor, emails),
  };
}

export type SendingWorld = Awaited<ReturnType<typeof sendingWorld>>;

/** A campaign with `steps` mails, launched to leads of these addresses from this inbox. */
export async function launchTo(
  world: SendingWorld,
  actor: Actor,
  campaign: { inboxId: string; emails: string[]; steps?: { delayDays: number; subject?: string; body: string }[] },
): Promise<string> {
  const { app } = world;
  const leadIds = await world.insertLeads(actor, campaign.emails);
  const { campaignId } = await createCampaign(app, actor, { name: "Spring", inboxIds: [campaign.inboxId] });
  const steps = campaign.steps ?? [
    { delayDays: 0, subject: "Hello {{first_name}}", body: "A question for {{company}}." },
  ];
  const variants = steps.map((step) => ({
    delayDays: step.delayDays,
    businessDays: false,
    variants: [{ subject: step.subject ?? "", body: step.body }],
  }));
  await saveSequence(app, actor, { campaignId, sequence: { steps: variants } });
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  const launched = await launchCampaign(app, actor, { campaignId });
  if (launched.outcome === "not_ready") throw new Error(JSON.stringify(launched.checklist));
  return campaignId;
}

async function openInbox(
  app: AppContext,
  control: <T>(name: string, body?: unknown) => Promise<T>,
  actor: Actor,
  email: string,
  over: Record<string, unknown>,
): Promise<string> {
  const tokens = await control<{ accessToken: string; refreshToken: string }>("mailboxes", { email });
  const historyId = await cursorOf(app, tokens.accessToken);
  const inboxId = newId();
  const sealed = sealInboxTokens(
    app.secretBox,
    { workspaceId: actor.workspaceId, inboxId },
    {
      accessToken: tokens.accessToken,
      accessTokenExpiresAt: new Date((await app.clock.now()).getTime() + 3_600_000),
      refreshToken: tokens.refreshToken,
    },
  );
  const row = {
    workspace_id: actor.workspaceId,
    id: inboxId,
    provider: "gmail",
    email,
    display_name: "Ana",
    time_zone: "Europe/Berlin",
    window_days: [1, 2, 3, 4, 5, 6, 7],
    window_start: "00:00",
    window_end: "23:59",
    min_gap_seconds: 60,
    cap_per_day: 50,
    sync_cursor: historyId,
    last_synced_at: await app.clock.now(),
    access_token_encrypted: sealed.accessTokenEncrypted,
    access_token_expires_at: sealed.accessTokenExpiresAt,
    refresh_token_encrypted: sealed.refreshTokenEncrypted,
    ...over,
  };
  const names = Object.keys(row);
  await app.db.pool.query(
    `insert into inbox_connections (${names.join(", ")}) values (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(row),
  );
  return inboxId;
}

async function cursorOf(app: AppContext, accessToken: string): Promise<string> {
  const session = {
    tokens: { accessToken, accessTokenExpiresAt: new Date(Date.now() + 3_600_000), refreshToken: "unused" },
    renew: async () => accessToken,
    timeoutMs: 5_000,
  };
  const { cursor } = await app.providers.gmail.open(session).getProfile();
  return cursor;
}

async function insertLeads(app: AppContext, actor: Actor, emails: string[]): Promise<string[]> {
  const ids = emails.map(() => newId());
  await app.db.pool.query(
    `insert into leads (workspace_id, id, email, first_name, company_name, company_domain)
     select $1, id, email, initcap(split_part(email, '@', 1)), 'Example', split_part(email, '@', 2)
     from unnest($2::uuid[], $3::text[]) as given (id, email)`,
    [actor.workspaceId, ids, emails],
  );
  return ids;
}
