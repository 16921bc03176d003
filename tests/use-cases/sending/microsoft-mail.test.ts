/** A campaign that leaves through a Microsoft mailbox: the same use cases, the sandbox's Graph behind them. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { sealInboxTokens } from "../../../app/credentials/inbox-tokens.server.ts";
import type { Actor } from "../../../app/domain/actor.ts";
import { newId } from "../../../app/domain/ids.ts";
import { microsoftMailProvider } from "../../../app/providers/microsoft/microsoft-mail-provider.ts";
import { sweepSends } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { getStoredNow } from "../../../db/queries/system/app-clock.ts";
import { systemScope } from "../../../db/scope.ts";
import { startSandbox } from "../../../sandbox/start.ts";
import { type AcceptedMail, DAY_MS, launchTo, MINUTE_MS, sendingWorld } from "../../setup/sending-world.ts";

const world = await sendingWorld({ env: { LEADBITZ_INTERVALS_DIVISOR: "100" } });
/** Longer than a lease (120 s), the time to settle (120 s) and a look (30 s), divided by 100. */
const SETTLED_MS = 1_600;

const clock = createServer(async (_request, response) => {
  response.end(JSON.stringify({ now: (await getStoredNow(systemScope(world.db))).toISOString() }));
});
await new Promise<void>((resolve) => clock.listen(0, "127.0.0.1", resolve));
const clockUrl = `http://127.0.0.1:${(clock.address() as AddressInfo).port}/`;
const sandbox = await startSandbox({ port: 0, clockUrl, seed: "tests" });
afterAll(async () => {
  await sandbox.close();
  clock.closeAllConnections();
  clock.close();
});
Object.assign(world.app.providers, {
  microsoft: microsoftMailProvider({
    clientId: "leadbitz",
    clientSecret: "secret",
    loginBaseUrl: `${sandbox.url}/mslogin`,
    graphBaseUrl: sandbox.url,
  }),
});

async function control<T>(name: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await (await fetch(`${sandbox.url}/_control/${name}`, init)).json()) as T;
}
const accepted = async (email: string) => (await control<{ items: AcceptedMail[] }>(`messages?mailbox=${email}`)).items;

/** The row of a Gmail inbox of the world, turned into one of Microsoft. */
async function openMicrosoftInbox(actor: Actor, email: string): Promise<string> {
  const tokens = await control<{ accessToken: string; refreshToken: string }>("mailboxes", {
    provider: "microsoft",
    email,
  });
  const accessTokenExpiresAt = new Date((await world.app.clock.now()).getTime() + 3_600_000);
  const session = {
    tokens: { ...tokens, accessTokenExpiresAt },
    renew: async () => tokens.accessToken,
    timeoutMs: 5_000,
  };
  const { cursor } = await world.app.providers.microsoft.open(session).getProfile();
  const inboxId = newId();
  const sealed = sealInboxTokens(world.app.secretBox, { workspaceId: actor.workspaceId, inboxId }, session.tokens);
  return world
    .openInbox(actor, email, {
      id: inboxId,
      provider: "microsoft",
      sync_cursor: cursor,
      access_token_encrypted: sealed.accessTokenEncrypted,
      access_token_expires_at: sealed.accessTokenExpiresAt,
      refresh_token_encrypted: sealed.refreshTokenEncrypted,
    })
    .then(() => inboxId);
}

async function jobsOf(campaignId: string) {
  const { rows } = await world.db.pool.query(
    "select status, provider_message_id, provider_thread_id, message_id_header from send_jobs where campaign_id = $1 order by step_no",
    [campaignId],
  );
  return rows;
}

const STEPS = [
  { delayDays: 0, subject: "Hello {{first_name}}", body: "A question for {{company}}." },
  { delayDays: 1, body: "And another one." },
];

describe("a campaign through a Microsoft mailbox", () => {
  it("sends each mail once, the follow-up in the same conversation", async () => {
    const actor = await world.workspace();
    const inboxId = await openMicrosoftInbox(actor, "mia@calm.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.one@lead.test"], steps: STEPS });
    await world.advance(MINUTE_MS);
    const [first] = await accepted("mia@calm.test");
    expect((await jobsOf(campaignId))[0]).toMatchObject({
      status: "sent",
      provider_message_id: first?.id,
      provider_thread_id: first?.threadId,
      message_id_header: first?.messageId,
    });
    await world.advance(3 * DAY_MS);
    const mails = await accepted("mia@calm.test");
    expect(mails).toHaveLength(2);
    expect(mails[1]?.threadId).toBe(first?.threadId);
    expect(mails[1]?.raw).toContain(`In-Reply-To: ${first?.messageId}`);
    expect((await jobsOf(campaignId)).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });

  it("stops at an answer", async () => {
    const actor = await world.workspace();
    const inboxId = await openMicrosoftInbox(actor, "mia@answered.test");
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.two@lead.test"], steps: STEPS });
    await world.advance(5 * MINUTE_MS);
    const [first] = await accepted("mia@answered.test");
    await control("reply", { mailbox: "mia@answered.test", messageId: first?.id, text: "Tell me more", kind: "reply" });
    await world.advance(3 * DAY_MS);
    expect(await accepted("mia@answered.test")).toHaveLength(1);
    const { rows } = await world.db.pool.query("select status from campaign_leads where campaign_id = $1", [
      campaignId,
    ]);
    expect(rows).toEqual([{ status: "replied" }]);
  });

  it.each(["503_after_accept", "reset_after_accept"])("waits after %s until it is seen in Sent Items", async (kind) => {
    const actor = await world.workspace();
    const email = `mia@${kind.slice(0, 3)}.test`;
    const inboxId = await openMicrosoftInbox(actor, email);
    await control("faults", { provider: "graph", path: "/send", kind, times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: [`silent.${kind.slice(0, 3)}@lead.test`] });
    await world.advance(MINUTE_MS);
    for (let look = 0; look < 4 && (await jobsOf(campaignId))[0]?.status !== "sent"; look += 1) {
      await wait(SETTLED_MS);
      await sweepSends(world.app);
    }
    expect((await jobsOf(campaignId))[0]?.status).toBe("sent");
    expect(await accepted(email)).toHaveLength(1);
  });

  it("sends the same draft again when it was not taken", async () => {
    const actor = await world.workspace();
    const inboxId = await openMicrosoftInbox(actor, "mia@drop.test");
    await control("faults", { provider: "graph", path: "/send", kind: "drop", times: 1 });
    const campaignId = await launchTo(world, actor, { inboxId, emails: ["silent.drop@lead.test"] });
    await world.advance(MINUTE_MS);
    for (let look = 0; look < 5 && (await jobsOf(campaignId))[0]?.status !== "sent"; look += 1) {
      await wait(SETTLED_MS);
      await sweepSends(world.app);
      await world.advance(MINUTE_MS);
    }
    expect((await jobsOf(campaignId))[0]?.status).toBe("sent");
    expect(await accepted("mia@drop.test")).toHaveLength(1);
  });
});
