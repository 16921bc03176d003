/** The Gmail adapter on the sandbox's Gmail: one mailbox with a fresh session for each test. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { isProviderError, type ProviderError } from "../../app/domain/errors.ts";
import { gmailMailProvider } from "../../app/providers/google/gmail-mail-provider.ts";
import type { MailProvider, MailSession, RefreshedTokens } from "../../app/providers/ports.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";

export const ANA = "ana@acme.test";
const LATER_MS = 3_000_000;

export type AdapterWorld = {
  url: string;
  gmail: MailProvider<MailSession>;
  session: MailSession;
  refreshes: RefreshedTokens[];
  control<T>(name: string, body?: object): Promise<T>;
  openSession(email: string, over?: Partial<MailSession["tokens"]>, scopes?: string[]): Promise<MailSession>;
  accepted(): Promise<{ raw: string }[]>;
};

export function adapterWorld(): AdapterWorld {
  let sandbox: Sandbox;
  const world = { refreshes: [] } as unknown as AdapterWorld;

  world.control = async (name, body) => {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const answer = await fetch(`${world.url}/_control/${name}`, init);
    return (await answer.json()) as never;
  };
  world.openSession = async (email, over = {}, scopes) => {
    const asked = { email, ...(scopes ? { scopes } : {}) };
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
  world.accepted = async () => (await world.control<{ items: { raw: string }[] }>("messages")).items;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    world.url = sandbox.url;
    world.gmail = gmailMailProvider({
      clientId: "leadbitz",
      clientSecret: "secret",
      oauthBaseUrl: sandbox.url,
      gmailBaseUrl: sandbox.url,
    });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await world.control("reset", {});
    world.refreshes = [];
    world.session = await world.openSession(ANA);
  });
  return world;
}

export function mailTo(to: string, more: string[] = []): Buffer {
  return Buffer.from(
    [`From: ${ANA}`, `To: ${to}`, "Subject: Hello", ...more, "", "Short question: grüße?", ""].join("\r\n"),
  );
}

export async function hasDraft(provider: MailProvider<MailSession>, session: MailSession, draftId: string) {
  const trace = { attemptId: "none", threadId: null, messageIdHeader: null, cursorAtPrepare: null };
  const fate = await provider.open(session).lookUp({ ...trace, draftId, preparedAt: new Date() });
  return fate.state === "draft";
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
