/** What the Microsoft adapter says when Graph fails: above all, whether a mail may have left. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { microsoftMailProvider } from "../../app/providers/microsoft/microsoft-mail-provider.ts";
import { microsoftMailboxOAuth } from "../../app/providers/microsoft/microsoft-mailbox-oauth.ts";
import type { DraftOutbox, Mailbox, MailSession } from "../../app/providers/ports.ts";
import { configAt, MIA, mailTo, microsoftWorld, outboxOf, refusal } from "./microsoft-world.ts";

const world = microsoftWorld();
const { control, openSession, accepted, requests } = world;
let session: MailSession;
let mailbox: Mailbox;
let outbox: DraftOutbox;

beforeEach(() => {
  ({ session, mailbox, outbox } = world);
});

const fault = (kind: string, more: object = {}) => control("faults", { provider: "graph", kind, ...more });

describe("a send through Graph", () => {
  it.each(["timeout_after_accept", "503_after_accept", "reset_after_accept", "half_after_accept"])(
    "is open after %s, and not repeated",
    async (kind) => {
      const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
      await fault(kind, { path: "/send" });
      session.timeoutMs = 300;
      const error = await refusal(outbox.sendDraft(draft));
      expect(error).toMatchObject({ kind: "ambiguous", delivery: "unknown", code: "provider_failed" });
      expect(await accepted()).toHaveLength(1);
      expect(await requests("graph.messages.send")).toBe(1);
    },
  );

  it.each(["drop", "500", "503", "slow"])("is open after %s", async (kind) => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await fault(kind, { path: "/send", delayMs: 900 });
    session.timeoutMs = 300;
    expect(await refusal(outbox.sendDraft(draft))).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
  });

  it("did not happen when there was no connection", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const graphBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const dead = microsoftMailProvider({ ...configAt(world.url), graphBaseUrl }).open(session);
    const draft = { draftId: "a", threadId: "t", messageIdHeader: null };
    expect(await refusal(outboxOf(dead).sendDraft(draft))).toMatchObject({ kind: "transient", delivery: "not_sent" });
  });

  it.each([
    ["429", "ErrorExceededMessageLimit", "quota_exhausted"],
    ["403", "ErrorExceededMessageLimit", "quota_exhausted"],
    ["400", "ErrorExceededMaxRecipientLimit", "quota_exhausted"],
    ["403", "ErrorMessageSubmissionBlocked", "blocked"],
    ["400", "ErrorAccountSuspend", "blocked"],
    ["403", "ErrorMessageBlocked", "blocked"],
    ["400", "ErrorQuotaExceeded", "blocked"],
    ["403", "ErrorAccessDenied", "scope_missing"],
    ["403", "ErrorSendAsDenied", "invalid_request"],
    ["400", "ErrorInvalidRecipients", "invalid_request"],
    ["400", "ErrorIrresolvableConflict", "transient"],
    ["400", "SomethingNew", "invalid_request"],
  ])("is refused with %s %s: %s, and nothing left", async (kind, code, expected) => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await fault(kind, { path: "/send", code });
    expect(await refusal(outbox.sendDraft(draft))).toMatchObject({ kind: expected, delivery: "not_sent" });
    expect(await accepted()).toHaveLength(0);
  });

  it("is open after a 503, whatever code comes with it", async () => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await fault("503", { path: "/send", code: "ApplicationThrottled" });
    expect(await refusal(outbox.sendDraft(draft))).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
  });

  it("waits as long as Microsoft says", async () => {
    const draft = await outbox.createDraft(mailTo("bo@ex.test"), null);
    await fault("429", { path: "/send", retryAfter: 90 });
    const error = await refusal(outbox.sendDraft(draft));
    expect(error).toMatchObject({ kind: "rate_limited", delivery: "not_sent", retryAfterMs: 90_000 });
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is throttled after thirty mails in a minute, and ends for the day at the limit", async () => {
    const draft = () => outbox.createDraft(mailTo("bo@ex.test"), null);
    await openSession(MIA, {}, { minuteLimit: 2 });
    await outbox.sendDraft(await draft());
    await outbox.sendDraft(await draft());
    const error = await refusal(outbox.sendDraft(await draft()));
    expect(error.kind).toBe("rate_limited");
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    await openSession(MIA, {}, { minuteLimit: null, dailyLimit: 2 });
    expect((await refusal(outbox.sendDraft(await draft()))).kind).toBe("quota_exhausted");
    expect(await accepted()).toHaveLength(2);
  });

  it("has no recipient and is refused", async () => {
    const draft = await outbox.createDraft(Buffer.from("Subject: x\r\nX-A: b\r\n\r\ny"), null);
    expect(await refusal(outbox.sendDraft(draft))).toMatchObject({ kind: "invalid_request", delivery: "not_sent" });
  });
});

describe("graph's other failures", () => {
  it("knows that a draft whose answer is lost is no mail", async () => {
    await fault("503_after_accept", { path: "/me/messages" });
    const error = await refusal(outbox.createDraft(mailTo("bo@ex.test"), null));
    expect(error).toMatchObject({ kind: "transient", delivery: "not_sent" });
    expect(await requests("graph.messages.create")).toBe(1);
  });

  it("refuses a fifth call at the same time to one mailbox", async () => {
    await fault("slow", { delayMs: 400, times: 4 });
    const calls = Array.from({ length: 4 }, () => mailbox.getHead("AAkALgnone", []));
    await new Promise((resolve) => setTimeout(resolve, 150));
    const fifth = await refusal(mailbox.getHead("AAkALgnone", []));
    expect(fifth).toMatchObject({ kind: "rate_limited", retryAfterMs: 1_000 });
    const other = world.provider.open(await openSession("other@contoso.test"));
    expect(await other.getHead("AAkALgnone", [])).toBeNull();
    await Promise.all(calls);
    expect(await mailbox.getHead("AAkALgnone", [])).toBeNull();
  });

  it.each(["not json", "{}", '{"id":1}', "[]"])("takes no answer of an unknown form: %s", async (body) => {
    const server = createServer((_, response) => response.setHeader("content-type", "application/json").end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const graphBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const odd = microsoftMailProvider({ ...configAt(world.url), graphBaseUrl }).open(session);
    try {
      const unknown = { code: "provider_failed", kind: "transient", delivery: "not_sent" };
      expect(await refusal(odd.getProfile())).toMatchObject(unknown);
      expect(await refusal(outboxOf(odd).createDraft(mailTo("bo@ex.test"), null))).toMatchObject(unknown);
    } finally {
      server.close();
    }
  });

  it("follows no redirect with the token", async () => {
    const server = createServer((_, response) => response.writeHead(302, { location: world.url }).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const graphBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const odd = microsoftMailProvider({ ...configAt(world.url), graphBaseUrl }).open(session);
    const draft = { draftId: "a", threadId: "t", messageIdHeader: null };
    expect(await refusal(outboxOf(odd).sendDraft(draft))).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
    server.close();
  });

  it("asks once: a read or a refresh that fails is not repeated", async () => {
    await fault("500", { path: "/me", times: 3 });
    expect(await refusal(mailbox.getProfile())).toMatchObject({ kind: "transient", delivery: "not_sent" });
    const { items } = await control<{ items: { timesLeft: number }[] }>("faults");
    expect(items[0]?.timesLeft).toBe(2);
    const stale = world.provider.open(await openSession(MIA, { accessToken: null }));
    await control("faults", { provider: "microsoft_login", kind: "500", path: "/token", times: 3 });
    expect((await refusal(stale.getHead("x", []))).kind).toBe("transient");
  });
});

describe("microsoft's token endpoint", () => {
  it.each([
    [400, 700082, "auth_revoked"],
    [400, 50173, "auth_revoked"],
    [400, 50076, "auth_revoked"],
    [400, 65001, "scope_missing"],
    [400, 90094, "scope_missing"],
    [403, 53003, "blocked"],
    [401, 7000215, "auth_transient"],
    [400, 700016, "auth_transient"],
    [503, 90033, "transient"],
    [429, 90033, "transient"],
  ])("answers %s AADSTS%s: %s", async (status, code, expected) => {
    const opened = world.provider.open(await openSession(MIA, { accessToken: null }));
    await control("faults", { provider: "microsoft_login", kind: String(status), path: "/token", code });
    expect((await refusal(opened.getHead("x", []))).kind).toBe(expected);
  });

  it("takes no other code, verifier or redirect address than the ones of the request", async () => {
    const oauth = microsoftMailboxOAuth(configAt(world.url));
    const asked = { code: "M.none", codeVerifier: "v".repeat(43), redirectUri: "http://localhost/x" };
    expect((await refusal(oauth.exchangeCode(asked))).kind).toBe("auth_revoked");
    await expect(oauth.revoke("any")).resolves.toBeUndefined();
    const admin = new URL(oauth.adminConsentUrl?.("http://localhost/x") ?? "");
    expect(admin.pathname).toBe("/mslogin/organizations/v2.0/adminconsent");
  });
});
