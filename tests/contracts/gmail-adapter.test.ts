/** The Gmail adapter against the sandbox's Gmail, over HTTP and through Google's own SDK. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isProviderError, type ProviderError } from "../../app/domain/errors.ts";
import { gmailMailProvider } from "../../app/providers/google/gmail-mail-provider.ts";
import type { MailProvider, MailSession, RefreshedTokens } from "../../app/providers/ports.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";

const ANA = "ana@acme.test";
const LATER = () => new Date(Date.now() + 3_000_000);
const mailTo = (to: string, more: string[] = []) =>
  Buffer.from([`From: ${ANA}`, `To: ${to}`, "Subject: Hello", ...more, "", "Short question: grüße?", ""].join("\r\n"));

let sandbox: Sandbox;
let gmail: MailProvider;
let session: MailSession;
let refreshes: RefreshedTokens[];

async function control<T>(name: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<T> {
  const answer = await fetch(`${sandbox.url}/_control/${name}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return (await answer.json()) as T;
}

async function openSession(
  email: string,
  over: Partial<MailSession["tokens"]> = {},
  scopes?: string[],
): Promise<MailSession> {
  const tokens = await control<{ accessToken: string; refreshToken: string }>("mailboxes", {
    email,
    ...(scopes ? { scopes } : {}),
  });
  return {
    tokens: { ...tokens, accessTokenExpiresAt: LATER(), ...over },
    onRefresh: async (refreshed) => {
      refreshes.push(refreshed);
    },
    timeoutMs: 2_000,
  };
}

async function refusal(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isProviderError(error)) throw new Error(`not refused with a ProviderError: ${String(error)}`);
  return error;
}

const accepted = async () => (await control<{ items: { raw: string }[] }>("messages")).items;
const requests = async (name: string) =>
  (await control<{ counters: { requests: Record<string, number> } }>("state")).counters.requests[name] ?? 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  const client = { clientId: "leadbitz", clientSecret: "secret", oauthBaseUrl: sandbox.url, gmailBaseUrl: sandbox.url };
  gmail = gmailMailProvider(client);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await control("reset", {});
  refreshes = [];
  session = await openSession(ANA);
});

describe("gmail drafts", () => {
  it("sends a draft once: the draft is gone, the mail has a new id and Gmail's own Message-ID", async () => {
    const draft = await gmail.createDraft(session, mailTo("bo@ex.test", ["X-LeadBitz-Attempt: a1"]), null);
    expect(await gmail.hasDraft(session, draft.draftId)).toBe(true);
    const sent = await gmail.sendDraft(session, draft.draftId);
    expect(sent.threadId).toBe(draft.threadId);
    expect(sent.providerMessageId).not.toBe(draft.messageId);
    expect(await gmail.hasDraft(session, draft.draftId)).toBe(false);
    const head = await gmail.getHead(session, sent.providerMessageId, ["Message-ID", "X-LeadBitz-Attempt"]);
    expect(head?.labels).toContain("SENT");
    expect(head?.headers.find((header) => header.name.toLowerCase() === "message-id")?.value).toMatch(
      /@mail\.gmail\.com>$/,
    );
    expect(head?.headers.find((header) => header.name.toLowerCase() === "x-leadbitz-attempt")?.value).toBe("a1");
    expect(await accepted()).toHaveLength(1);
    expect(await refusal(gmail.sendDraft(session, draft.draftId))).toMatchObject({
      kind: "not_found",
      delivery: "not_sent",
    });
  });

  it("keeps every byte of the message", async () => {
    const draft = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
    await gmail.sendDraft(session, draft.draftId);
    const [mail] = await accepted();
    expect(mail?.raw).toContain("gr");
    const sent = await gmail.getThread(session, draft.threadId, []);
    const raw = await gmail.getRaw(session, sent?.[0]?.providerMessageId ?? "");
    expect(Buffer.from(raw?.mime ?? []).toString("utf8")).toContain("Short question: grüße?");
    expect(raw?.headers.find((header) => header.name === "subject")?.value).toBe("Hello");
  });

  it("deletes a draft, and again without complaint", async () => {
    const { draftId } = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
    await gmail.deleteDraft(session, draftId);
    await gmail.deleteDraft(session, draftId);
    expect(await gmail.hasDraft(session, draftId)).toBe(false);
  });

  it("refuses a thread of another mailbox", async () => {
    expect(await refusal(gmail.createDraft(session, mailTo("bo@ex.test"), "00000000000000ff"))).toMatchObject({
      kind: "not_found",
      delivery: "not_sent",
    });
  });
});

describe("gmail reading", () => {
  it("lists what was added since a cursor: received and sent, no drafts, cursor on the last page", async () => {
    const { email, cursor } = await gmail.getProfile(session);
    expect(email).toBe(ANA);
    expect(await gmail.listSince(session, cursor, null)).toEqual({ messageIds: [], nextPageToken: null, cursor });
    await gmail.createDraft(session, mailTo("cy@ex.test"), null);
    const { draftId } = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
    const sent = await gmail.sendDraft(session, draftId);
    const mail = `From: bo@ex.test\r\nTo: ${ANA}\r\nSubject: Re: Hello\r\n\r\nYes\r\n`;
    const got = await control<{ id: string }>("deliver", { mailbox: ANA, raw: mail });
    const page = await gmail.listSince(session, cursor, null);
    expect(page.messageIds.sort()).toEqual([sent.providerMessageId, got.id].sort());
    expect(Number(page.cursor)).toBeGreaterThan(Number(cursor));
  });

  it("gives the new cursor with the last page only, so that an interrupted read loses nothing", async () => {
    const { cursor } = await gmail.getProfile(session);
    const raw = `From: bo@ex.test\r\nTo: ${ANA}\r\nSubject: x\r\n\r\ny`;
    for (let at = 0; at < 26; at += 1) {
      await Promise.all(Array.from({ length: 20 }, () => control("deliver", { mailbox: ANA, raw })));
    }
    const first = await gmail.listSince(session, cursor, null);
    expect(first).toMatchObject({ cursor: null, nextPageToken: expect.any(String) });
    const second = await gmail.listSince(session, cursor, first.nextPageToken);
    expect(second).toMatchObject({ cursor: expect.stringMatching(/^\d+$/), nextPageToken: null });
    expect(new Set([...first.messageIds, ...second.messageIds]).size).toBe(520);
    const listed = await gmail.listAfter(session, new Date(Date.now() - 600_000), null);
    const rest = await gmail.listAfter(session, new Date(Date.now() - 600_000), listed.nextPageToken);
    expect(new Set([...listed.messageIds, ...rest.messageIds]).size).toBe(520);
  });

  it("says when a cursor is too old", async () => {
    const { cursor } = await gmail.getProfile(session);
    await control("deliver", { mailbox: ANA, raw: "From: b@x.test\r\n\r\nx" });
    await control("expire-history", { mailbox: ANA });
    expect((await refusal(gmail.listSince(session, cursor, null))).kind).toBe("cursor_expired");
  });

  it("lists what arrived after an instant, Spam too", async () => {
    const { id } = await control<{ id: string }>("deliver", {
      mailbox: ANA,
      raw: "From: b@x.test\r\n\r\nx",
      labelIds: ["SPAM"],
    });
    const page = await gmail.listAfter(session, new Date(Date.now() - 60_000), null);
    expect(page).toEqual({ messageIds: [id], nextPageToken: null, cursor: null });
    expect((await gmail.listAfter(session, new Date(Date.now() + 3_600_000), null)).messageIds).toEqual([]);
  });

  it("answers null for what is gone", async () => {
    expect(await gmail.getHead(session, "00000000000000aa", [])).toBeNull();
    expect(await gmail.getRaw(session, "00000000000000aa")).toBeNull();
    expect(await gmail.getThread(session, "00000000000000aa", [])).toBeNull();
  });
});

describe("gmail tokens", () => {
  it("refreshes ahead of expiry and tells the session first", async () => {
    session = await openSession(ANA, { accessTokenExpiresAt: new Date(Date.now() + 10_000) });
    const before = session.tokens.accessToken;
    await gmail.getProfile(session);
    await gmail.getProfile(session);
    expect(refreshes).toHaveLength(1);
    expect(refreshes[0]).toMatchObject({ refreshToken: null });
    expect(session.tokens.accessToken).toBe(refreshes[0]?.accessToken);
    expect(session.tokens.accessToken).not.toBe(before);
  });

  it("refreshes once after a 401 and repeats the call once", async () => {
    session = await openSession(ANA, { accessToken: "ya29.dead" });
    await gmail.getProfile(session);
    expect(refreshes).toHaveLength(1);
    await control("faults", { provider: "gmail", kind: "401", times: 5 });
    expect((await refusal(gmail.getProfile(session))).kind).toBe("auth_revoked");
    expect(refreshes).toHaveLength(2);
  });

  it("tells a revoked grant from a client that Google refuses", async () => {
    await control("revoke", { mailbox: ANA });
    expect(await refusal(gmail.getProfile(session))).toMatchObject({ kind: "auth_revoked", code: "reauth_required" });
    const wrong = gmailMailProvider({
      clientId: "wrong",
      clientSecret: "x",
      oauthBaseUrl: sandbox.url,
      gmailBaseUrl: sandbox.url,
    });
    expect(await refusal(wrong.getProfile(session))).toMatchObject({ kind: "auth_transient", code: "provider_failed" });
  });

  it("names a missing permission", async () => {
    session = await openSession(ANA, {}, ["https://www.googleapis.com/auth/gmail.readonly"]);
    expect(await refusal(gmail.createDraft(session, mailTo("bo@ex.test"), null))).toMatchObject({
      kind: "scope_missing",
      code: "reauth_required",
    });
  });

  it("carries no token in an error", async () => {
    await control("faults", { provider: "gmail", kind: "500" });
    const error = await refusal(gmail.createDraft(session, mailTo("bo@ex.test"), null));
    const { inspect } = await import("node:util");
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain(session.tokens.accessToken);
    expect(shown).not.toContain(session.tokens.refreshToken);
    expect(shown).not.toContain(mailTo("bo@ex.test").toString("base64url").slice(0, 40));
  });
});

describe("gmail failures", () => {
  const fault = (kind: string, more: object = {}) => control("faults", { provider: "gmail", kind, ...more });

  it.each(["timeout_after_accept", "503_after_accept"])(
    "leaves the outcome of a send open after %s, and does not repeat it",
    async (kind) => {
      const { draftId } = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
      await fault(kind, { path: "drafts/send" });
      session.timeoutMs = 300;
      const error = await refusal(gmail.sendDraft(session, draftId));
      expect(error).toMatchObject({ kind: "ambiguous", delivery: "unknown", code: "provider_failed" });
      expect(await accepted()).toHaveLength(1);
      expect(await requests("gmail.drafts.send")).toBe(1);
    },
  );

  it.each(["drop", "500", "slow"])("leaves the outcome of a send open after %s", async (kind) => {
    const { draftId } = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
    await fault(kind, { path: "drafts/send", delayMs: 900 });
    session.timeoutMs = 300;
    expect(await refusal(gmail.sendDraft(session, draftId))).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
  });

  it("knows that nothing left when there was no connection", async () => {
    const dead = gmailMailProvider({
      clientId: "a",
      clientSecret: "b",
      oauthBaseUrl: sandbox.url,
      gmailBaseUrl: "http://127.0.0.1:9",
    });
    expect(await refusal(dead.sendDraft(session, "r1"))).toMatchObject({ kind: "transient", delivery: "not_sent" });
  });

  it("knows that a draft whose answer is lost is no mail", async () => {
    await fault("503_after_accept", { path: "drafts" });
    expect(await refusal(gmail.createDraft(session, mailTo("bo@ex.test"), null))).toMatchObject({
      kind: "transient",
      delivery: "not_sent",
    });
  });

  it("waits as long as Google says: in a header, or in the text alone", async () => {
    const { draftId } = await gmail.createDraft(session, mailTo("bo@ex.test"), null);
    await fault("429", { path: "drafts/send", retryAfter: 90 });
    expect(await refusal(gmail.sendDraft(session, draftId))).toMatchObject({
      kind: "rate_limited",
      delivery: "not_sent",
      retryAfterMs: 90_000,
    });
    await fault("429", { path: "drafts/send" });
    const { retryAfterMs } = await refusal(gmail.sendDraft(session, draftId));
    expect(retryAfterMs).toBeGreaterThan(55_000);
    expect(retryAfterMs).toBeLessThan(65_000);
    expect(await accepted()).toHaveLength(0);
  });

  it.each(["not json", "{}", '{"id":1,"threadId":"t"}', "[]"])(
    "takes no answer of an unknown form: %s",
    async (body) => {
      const server = createServer((_, response) => response.setHeader("content-type", "application/json").end(body));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const gmailBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const odd = gmailMailProvider({ clientId: "a", clientSecret: "b", oauthBaseUrl: sandbox.url, gmailBaseUrl });
      try {
        expect(await refusal(odd.sendDraft(session, "r1"))).toMatchObject({
          code: "provider_failed",
          delivery: "unknown",
        });
        expect(await refusal(odd.getProfile(session))).toMatchObject({ code: "provider_failed", delivery: "not_sent" });
        expect(await refusal(odd.listSince(session, "1", null))).toMatchObject({ code: "provider_failed" });
      } finally {
        server.close();
      }
    },
  );

  it("asks once: a read that fails is not repeated by the library", async () => {
    await fault("500", { path: "profile", times: 3 });
    expect(await refusal(gmail.getProfile(session))).toMatchObject({ kind: "transient", delivery: "not_sent" });
    const { items } = await control<{ items: { timesLeft: number }[] }>("faults");
    expect(items[0]?.timesLeft).toBe(2);
    session = await openSession(ANA, { accessToken: null });
    await control("faults", { provider: "google_oauth", kind: "500", path: "/token", times: 3 });
    expect((await refusal(gmail.hasDraft(session, "r1"))).kind).toBe("transient");
    const left = await control<{ items: { provider: string; timesLeft: number }[] }>("faults");
    expect(left.items.find((item) => item.provider === "google_oauth")?.timesLeft).toBe(2);
  });
});
