/** What the Gmail adapter says when Google fails: above all, whether a mail may have left. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { gmailMailProvider } from "../../app/providers/google/gmail-mail-provider.ts";
import type { MailProvider, MailSession } from "../../app/providers/ports.ts";
import { draftsOf } from "../setup/drafts-of.ts";
import { ANA, adapterWorld, hasDraft, mailTo, refusal } from "./gmail-adapter-world.ts";

const world = adapterWorld();
const { control, openSession, accepted } = world;
let gmail: MailProvider<MailSession>;
let session: MailSession;

beforeEach(() => {
  ({ gmail, session } = world);
});

const DRAFT = { draftId: "r1", threadId: null, messageIdHeader: null };
const requests = async (name: string) =>
  (await control<{ counters: { requests: Record<string, number> } }>("state")).counters.requests[name] ?? 0;

describe("gmail failures", () => {
  const fault = (kind: string, more: object = {}) => control("faults", { provider: "gmail", kind, ...more });

  it.each(["timeout_after_accept", "503_after_accept"])(
    "leaves the outcome of a send open after %s, and does not repeat it",
    async (kind) => {
      const { draftId } = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
      await fault(kind, { path: "drafts/send" });
      session.timeoutMs = 300;
      const error = await refusal(
        draftsOf(gmail, session).sendDraft({ draftId, threadId: null, messageIdHeader: null }),
      );
      expect(error).toMatchObject({ kind: "ambiguous", delivery: "unknown", code: "provider_failed" });
      expect(await accepted()).toHaveLength(1);
      expect(await requests("gmail.drafts.send")).toBe(1);
    },
  );

  it.each(["drop", "500", "slow"])("leaves the outcome of a send open after %s", async (kind) => {
    const { draftId } = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
    await fault(kind, { path: "drafts/send", delayMs: 900 });
    session.timeoutMs = 300;
    expect(
      await refusal(draftsOf(gmail, session).sendDraft({ draftId, threadId: null, messageIdHeader: null })),
    ).toMatchObject({ kind: "ambiguous", delivery: "unknown" });
  });

  it("knows that nothing left when there was no connection", async () => {
    const dead = gmailMailProvider({
      clientId: "a",
      clientSecret: "b",
      oauthBaseUrl: world.url,
      gmailBaseUrl: await closedServer(),
    });
    expect(await refusal(draftsOf(dead, session).sendDraft(DRAFT))).toMatchObject({
      kind: "transient",
      delivery: "not_sent",
    });
  });

  it("knows that a draft whose answer is lost is no mail", async () => {
    await fault("503_after_accept", { path: "drafts" });
    expect(await refusal(draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null))).toMatchObject({
      kind: "transient",
      delivery: "not_sent",
    });
  });

  it("waits as long as Google says: in a header, or in the text alone", async () => {
    const { draftId } = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
    await fault("429", { path: "drafts/send", retryAfter: 90 });
    expect(
      await refusal(draftsOf(gmail, session).sendDraft({ draftId, threadId: null, messageIdHeader: null })),
    ).toMatchObject({
      kind: "rate_limited",
      delivery: "not_sent",
      retryAfterMs: 90_000,
    });
    await fault("429", { path: "drafts/send" });
    const { retryAfterMs } = await refusal(
      draftsOf(gmail, session).sendDraft({ draftId, threadId: null, messageIdHeader: null }),
    );
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
      const odd = gmailMailProvider({ clientId: "a", clientSecret: "b", oauthBaseUrl: world.url, gmailBaseUrl });
      try {
        expect(await refusal(draftsOf(odd, session).sendDraft(DRAFT))).toMatchObject({
          code: "provider_failed",
          delivery: "unknown",
        });
        expect(await refusal(odd.open(session).getProfile())).toMatchObject({
          code: "provider_failed",
          delivery: "not_sent",
        });
        expect(await refusal(odd.open(session).listSince("1", null))).toMatchObject({ code: "provider_failed" });
      } finally {
        server.close();
      }
    },
  );

  it("asks once: a read that fails is not repeated by the library", async () => {
    await fault("500", { path: "profile", times: 3 });
    expect(await refusal(gmail.open(session).getProfile())).toMatchObject({ kind: "transient", delivery: "not_sent" });
    const { items } = await control<{ items: { timesLeft: number }[] }>("faults");
    expect(items[0]?.timesLeft).toBe(2);
    session = await openSession(ANA, { accessToken: null });
    await control("faults", { provider: "google_oauth", kind: "500", path: "/token", times: 3 });
    expect((await refusal(hasDraft(gmail, session, "r1"))).kind).toBe("transient");
    const left = await control<{ items: { provider: string; timesLeft: number }[] }>("faults");
    expect(left.items.find((item) => item.provider === "google_oauth")?.timesLeft).toBe(2);
  });
});

/** Where a server listened and none does any more. */
async function closedServer(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
