import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ledger, mailTo, type SandboxClient, startSandboxClient } from "./sandbox-client.ts";

let client: SandboxClient;
let token: string;

beforeAll(async () => {
  client = await startSandboxClient();
});
afterAll(() => client.close());
beforeEach(async () => {
  await client.control("reset", {});
  await client.control("people", { default: "silent" });
  token = (await client.openMailbox("ada@acme.test")).accessToken;
});

const accepted = async (): Promise<number> => (await client.control<Ledger>("messages")).items.length;
const draft = async (): Promise<string> => {
  const raw = Buffer.from(mailTo("bo@ex.org")).toString("base64url");
  return String((await client.gmail(token, "drafts", { message: { raw } })).body.id);
};
const fault = (more: Record<string, unknown>): Promise<unknown> =>
  client.control("faults", { provider: "gmail", path: "drafts/send", times: 1, ...more });

describe("faults", () => {
  it("accepts the mail and then answers 503", async () => {
    const id = await draft();
    await fault({ kind: "503_after_accept" });
    const answer = await client.gmail(token, "drafts/send", { id });
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ error: { status: "UNAVAILABLE", errors: [{ reason: "backendError" }] } });
    expect(await accepted()).toBe(1);
    expect((await client.gmail(token, "drafts/send", { id })).status).toBe(404);
    expect(await accepted()).toBe(1);
  });

  it("accepts the mail and then never answers", async () => {
    const id = await draft();
    await fault({ kind: "timeout_after_accept", delayMs: 50 });
    await expect(client.gmail(token, "drafts/send", { id })).rejects.toThrow("fetch failed");
    expect(await accepted()).toBe(1);
  });

  it.each(["reset_after_accept", "half_after_accept"])(
    "accepts the mail and breaks the answer off: %s",
    async (kind) => {
      const id = await draft();
      await fault({ kind });
      await expect(client.gmail(token, "drafts/send", { id })).rejects.toThrow();
      expect(await accepted()).toBe(1);
    },
  );

  it("drops the connection before anything happened", async () => {
    const id = await draft();
    await fault({ kind: "drop" });
    await expect(client.gmail(token, "drafts/send", { id })).rejects.toThrow("fetch failed");
    expect(await accepted()).toBe(0);
    expect((await client.gmail(token, "drafts/send", { id })).status).toBe(200);
  });

  it.each([
    ["500", 500, "backendError"],
    ["429", 429, "userRateLimitExceeded"],
    ["401", 401, "authError"],
    ["403", 403, "forbidden"],
    ["400", 400, "invalidArgument"],
    ["503", 503, "backendError"],
  ])("refuses with %s before anything happened", async (kind, status, reason) => {
    const id = await draft();
    await fault({ kind, times: 2, retryAfter: 30 });
    for (const _ of [1, 2]) {
      const answer = await client.gmail(token, "drafts/send", { id });
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ error: { errors: [{ reason }] } });
    }
    expect(await accepted()).toBe(0);
    expect((await client.gmail(token, "drafts/send", { id })).status).toBe(200);
  });

  it("waits with a refused call: only an accepted one spends the fault", async () => {
    await fault({ kind: "503_after_accept" });
    expect((await client.gmail(token, "drafts/send", { id: "r1" })).status).toBe(404);
    expect((await client.gmail(token, "drafts/send", { id: await draft() })).status).toBe(503);
  });

  it("meets other paths and providers only when asked to", async () => {
    await client.control("faults", { provider: "google_oauth", kind: "500", rate: 1 });
    expect((await client.gmail(token, "profile")).status).toBe(200);
    const answer = await fetch(`${client.sandbox.url}/token`, { method: "POST", body: new URLSearchParams() });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toHaveProperty("error", "internal_failure");
  });
});

describe("sending limit", () => {
  it("refuses with the time at which there is room again, and keeps the draft", async () => {
    const limited = await client.openMailbox("small@acme.test", { dailyLimit: 1 });
    await client.send(limited.accessToken, mailTo("bo@ex.org", { from: "small@acme.test" }));
    const raw = Buffer.from(mailTo("bo@ex.org")).toString("base64url");
    const { body } = await client.gmail(limited.accessToken, "drafts", { message: { raw } });
    const answer = await client.gmail(limited.accessToken, "drafts/send", { id: body.id });
    expect(answer.status).toBe(429);
    const retryAt = new Date(client.now().getTime() + 86_400_000).toISOString();
    expect(JSON.stringify(answer.body)).toContain(`Retry after ${retryAt} (Mail sending)`);
    expect((await client.gmail(limited.accessToken, `drafts/${body.id}`)).status).toBe(200);
  });

  it("is 500 for consumer mailboxes and 2,000 for others", async () => {
    await client.openMailbox("ada@gmail.com");
    const { mailboxes } = await client.control<{ mailboxes: { email: string; dailyLimit: number }[] }>("state");
    expect(mailboxes.map((mailbox) => [mailbox.email, mailbox.dailyLimit])).toEqual([
      ["ada@acme.test", 2000],
      ["ada@gmail.com", 500],
    ]);
  });
});

describe("a mail as accepted", () => {
  it("keeps every byte of the body, and replaces a foreign sender", async () => {
    const body = Buffer.from([0xe4, 0x00, 0xff, 0x0d, 0x0a]);
    const head = Buffer.from("From: Eve <eve@other.test>\r\nTo: bo@ex.org\r\nSubject: bytes\r\n\r\n");
    const raw = Buffer.concat([head, body]).toString("base64url");
    const { body: draftAnswer } = await client.gmail(token, "drafts", { message: { raw } });
    const sent = await client.gmail(token, "drafts/send", { id: draftAnswer.id });
    const shown = await client.gmail(token, `messages/${sent.body.id}?format=raw`);
    const bytes = Buffer.from(String(shown.body.raw), "base64url");
    expect(bytes.subarray(-body.length).equals(body)).toBe(true);
    expect(bytes.toString("latin1")).toMatch(/^From: ada@acme\.test\r$/m);
  });
});
