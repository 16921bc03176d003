import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { behaviourOf, delayOf } from "../../sandbox/people.ts";
import { createWorld } from "../../sandbox/world.ts";
import {
  type GmailList,
  HOUR_MS,
  type Ledger,
  mailTo,
  type SandboxClient,
  startSandboxClient,
} from "./sandbox-client.ts";

describe("people by rule", () => {
  it.each([
    ["bounce@ex.org", "bounce"],
    ["bounces-9@ex.org", "bounce"],
    ["reply.now@ex.org", "reply"],
    ["answers@ex.org", "reply"],
    ["ooo@ex.org", "ooo"],
    ["unsubscribe@ex.org", "unsubscribe"],
    ["silent@ex.org", "silent"],
    ["ada+reply@ex.org", "reply"],
    ["reply+silent@ex.org", "silent"],
  ])("%s is %s", (address, behaviour) => {
    expect(behaviourOf(createWorld("any", ""), address)).toBe(behaviour);
  });

  it("behaves alike for the same seed and address, and in the promised shares", () => {
    const world = createWorld("seed-1", "");
    const addresses = Array.from({ length: 4000 }, (_, at) => `person${at}@ex.org`);
    const first = addresses.map((address) => behaviourOf(world, address));
    expect(addresses.map((address) => behaviourOf(createWorld("seed-1", ""), address))).toEqual(first);
    expect(addresses.map((address) => behaviourOf(createWorld("seed-2", ""), address))).not.toEqual(first);
    const share = (kind: string): number => first.filter((behaviour) => behaviour === kind).length / first.length;
    expect(share("reply")).toBeCloseTo(0.18, 1);
    expect(share("silent")).toBeGreaterThan(0.67);
    expect(share("silent")).toBeLessThan(0.75);
  });

  it("takes one to twenty hours for a reply", () => {
    const world = createWorld("seed-1", "");
    const delays = Array.from({ length: 500 }, (_, at) => delayOf(world, `person${at}@ex.org`, "reply") / HOUR_MS);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...delays)).toBeLessThanOrEqual(20);
  });
});

describe("people over HTTP", () => {
  let client: SandboxClient;
  let token: string;

  beforeAll(async () => {
    client = await startSandboxClient();
    token = (await client.openMailbox("ada@acme.test")).accessToken;
  });
  afterAll(() => client.close());

  const inbox = async (from: string): Promise<{ id: string; threadId: string }[]> =>
    ((await client.gmail(token, `messages?q=from:${from}`)).body as GmailList).messages ?? [];
  const rawOf = async (id: string): Promise<string> => {
    const { body } = await client.gmail(token, `messages/${id}?format=raw`);
    return Buffer.from(String(body.raw), "base64url").toString("utf8");
  };

  it("answers once in a thread, dated when the answer fell due", async () => {
    const sent = await client.send(token, mailTo("Bo Li <reply@ex.org>"));
    const real = (await client.control<Ledger>("messages?mailbox=ada@acme.test")).items.find(
      (item) => item.id === sent.id,
    );
    const sentAtMs = client.now().getTime();
    expect(await inbox("reply@ex.org")).toEqual([]);
    client.advance(21 * HOUR_MS);
    token = (await client.openMailbox("ada@acme.test")).accessToken;
    const [answer] = await inbox("reply@ex.org");
    expect(answer?.threadId).toBe(sent.threadId);
    const raw = await rawOf(answer?.id ?? "");
    expect(raw).toContain(`In-Reply-To: ${real?.messageId}`);
    expect((await PostalMime.parse(raw)).text).toContain("> Short question.");
    const { body } = await client.gmail(token, `messages/${answer?.id}?format=minimal`);
    expect(Number(body.internalDate) - sentAtMs).toBeLessThanOrEqual(20 * HOUR_MS);

    const follow = mailTo("reply@ex.org", { subject: "Re: Hello", headers: [`In-Reply-To: ${real?.messageId}`] });
    expect((await client.send(token, follow, sent.threadId)).threadId).toBe(sent.threadId);
    client.advance(30 * HOUR_MS);
    token = (await client.openMailbox("ada@acme.test")).accessToken;
    expect(await inbox("reply@ex.org")).toHaveLength(1);
  });

  it("returns a genuine delivery report in the same thread", async () => {
    const sent = await client.send(token, mailTo("bounce@ex.org", { headers: ["X-LeadBitz-Attempt: a7"] }));
    client.advance(2 * 60_000);
    const [report] = await inbox("mailer-daemon");
    expect(report?.threadId).toBe(sent.threadId);
    const raw = await rawOf(report?.id ?? "");
    expect(raw).toMatch(/^Content-Type: multipart\/report;.*report-type=delivery-status/m);
    expect(raw).toMatch(/^X-Failed-Recipients: bounce@ex\.org/m);
    const status = (await PostalMime.parse(raw)).attachments.find(
      (part) => part.mimeType === "message/delivery-status",
    );
    const text =
      typeof status?.content === "string"
        ? status.content
        : Buffer.from(status?.content as ArrayBuffer).toString("utf8");
    expect(text).toMatch(/Action: failed\r?\nStatus: 5\.1\.1/);
    expect(raw).toContain("X-LeadBitz-Attempt: a7");
    const { body } = await client.gmail(token, `messages/${report?.id}?format=full`);
    expect(JSON.stringify(body.payload)).toContain('"mimeType":"message/delivery-status"');
  });

  it("marks an absence note as automatic", async () => {
    await client.send(token, mailTo("ooo@ex.org"));
    client.advance(2 * 60_000);
    const [note] = await inbox("ooo@ex.org");
    expect(await rawOf(note?.id ?? "")).toMatch(/^Auto-Submitted: auto-replied/m);
  });

  it("stays silent when a test says so, and delivers to neighbours instead of making people up", async () => {
    await client.control("people", { default: "reply", people: { "reply-not@ex.org": "silent" } });
    await client.openMailbox("reply@neighbour.test");
    const before = await client.control<{ counters: { scheduled: number } }>("state");
    await client.send(token, mailTo("reply-not@ex.org"));
    await client.send(token, mailTo("reply@neighbour.test"));
    const after = await client.control<{
      counters: { scheduled: number };
      mailboxes: { email: string; received: number }[];
    }>("state");
    expect(after.counters.scheduled).toBe(before.counters.scheduled);
    expect(after.mailboxes.find((mailbox) => mailbox.email === "reply@neighbour.test")?.received).toBe(1);
    await client.send(token, mailTo("anyone@ex.org"));
    expect((await client.control<typeof before>("state")).counters.scheduled).toBe(before.counters.scheduled + 1);
  });
});
