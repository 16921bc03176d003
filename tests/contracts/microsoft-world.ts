/** The Microsoft adapter on the sandbox's Graph: one mailbox with a fresh session for each test. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { isProviderError, type ProviderError } from "../../app/domain/errors.ts";
import { microsoftMailProvider } from "../../app/providers/microsoft/microsoft-mail-provider.ts";
import type { DraftOutbox, Mailbox, MailProvider, MailSession, RefreshedTokens } from "../../app/providers/ports.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";

export const MIA = "mia@contoso.test";
const LATER_MS = 3_000_000;

export type MicrosoftWorld = {
  url: string;
  provider: MailProvider<MailSession>;
  session: MailSession;
  mailbox: Mailbox;
  outbox: DraftOutbox;
  refreshes: RefreshedTokens[];
  control<T>(name: string, body?: object): Promise<T>;
  openSession(email: string, over?: Partial<MailSession["tokens"]>, more?: object): Promise<MailSession>;
  accepted(): Promise<{ id: string; raw: string; messageId: string }[]>;
  requests(name: string): Promise<number>;
};

export function microsoftWorld(): MicrosoftWorld {
  let sandbox: Sandbox;
  const world = { refreshes: [] } as unknown as MicrosoftWorld;

  world.control = async (name, body) => {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const answer = await fetch(`${world.url}/_control/${name}`, init);
    return (await answer.json()) as never;
  };
  world.openSession = async (email, over = {}, more = {}) => {
    const asked = { provider: "microsoft", email, ...more };
    const { accessToken, refreshToken } = await world.control<{ accessToken: string; refreshToken: string }>(
      "mailboxes",
      asked,
    );
    const session: MailSession = {
      tokens: { accessToken, refreshToken, accessTokenExpiresAt: new Date(Date.now() + LATER_MS), ...over },
      renew: async (exchange) => {
        const refreshed = await exchange(session.tokens.refreshToken);
        world.refreshes.push(refreshed);
        session.tokens = { ...refreshed, refreshToken: refreshed.refreshToken ?? session.tokens.refreshToken };
        return refreshed.accessToken;
      },
      timeoutMs: 2_000,
    };
    return session;
  };
  world.accepted = async () => (await world.control<{ items: never[] }>("messages")).items;
  world.requests = async (name) =>
    (await world.control<{ counters: { requests: Record<string, number> } }>("state")).counters.requests[name] ?? 0;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    world.url = sandbox.url;
    world.provider = microsoftMailProvider(configAt(sandbox.url));
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await world.control("reset", {});
    await world.control("people", { default: "silent" });
    await world.control("microsoft", { sendDelayMs: 0 });
    world.refreshes = [];
    world.session = await world.openSession(MIA);
    world.mailbox = world.provider.open(world.session);
    world.outbox = outboxOf(world.mailbox);
  });
  return world;
}

export function configAt(url: string, clientId = "leadbitz") {
  return { clientId, clientSecret: "secret", loginBaseUrl: `${url}/mslogin`, graphBaseUrl: url };
}

export function outboxOf(mailbox: Mailbox): DraftOutbox {
  if (mailbox.outbox.kind !== "drafts") throw new Error("not an outbox of drafts");
  return mailbox.outbox;
}

export function mailTo(to: string, more: string[] = []): Buffer {
  const head = [`From: ${MIA}`, `To: ${to}`, "Subject: Hello", "Message-ID: <ours.1@contoso.test>", ...more];
  return Buffer.from([...head, "", "Short question: grüße?", ""].join("\r\n"));
}

/** The ProviderError that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isProviderError(error)) throw new Error(`not refused with a ProviderError: ${String(error)}`);
  return error;
}
