/** The door to a campaign's foretold course, through the real worker thread. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../../app/domain/actor.ts";
import { AppError } from "../../app/domain/errors.ts";
import { newId } from "../../app/domain/ids.ts";
import { loader } from "../../app/routes/api.campaigns.$id.simulation.ts";
import { loader as pageLoader } from "../../app/routes/app.campaigns.$id.schedule.tsx";
import { threadSimulator } from "../../app/simulation/thread-simulator.server.ts";
import { addLeads } from "../../app/use-cases/campaigns/add-leads.server.ts";
import { createCampaign } from "../../app/use-cases/campaigns/create-campaign.server.ts";
import { saveSequence } from "../../app/use-cases/campaigns/save-sequence.server.ts";
import { sendingWorld } from "../setup/sending-world.ts";
import { insertTestSession, routeArgs } from "../web/route-args.ts";

const world = await sendingWorld();
const { app } = world;
const LEADS = 12;
let actor: Actor;
let session: string;
let campaignId: string;
let inboxId: string;

beforeAll(async () => {
  actor = await world.workspace();
  session = await insertTestSession(world.db, actor);
  inboxId = await world.openInbox(actor, "ana@plan.test", { cap_per_day: 5 });
  const emails = Array.from({ length: LEADS }, (_, index) => `silent.lead${index}@co${index}.test`);
  const leadIds = await world.insertLeads(actor, emails);
  ({ campaignId } = await createCampaign(app, actor, { name: "Draft", inboxIds: [inboxId] }));
  const steps = [0, 2].map((delayDays, index) => ({
    delayDays,
    businessDays: false,
    variants: [{ subject: index === 0 ? "Hello" : "", body: "A question." }],
  }));
  await saveSequence(app, actor, { campaignId, sequence: { steps } });
  await addLeads(app, actor, { campaignId, leads: { leadIds } });
  await world.db.pool.query(
    "insert into suppressions (workspace_id, id, email, reason, source) values ($1, $2, $3, 'manual', 'test')",
    [actor.workspaceId, newId(), emails[0]],
  );
});

async function ask(query = "", over: { as?: string; id?: string } = {}) {
  const id = over.id ?? campaignId;
  const path = `/api/campaigns/${id}/simulation${query}`;
  const answer = await loader(routeArgs(app, path, { session: over.as ?? session, params: { id } }));
  return { status: answer.status, body: await answer.json() };
}

describe("the simulation of a draft", () => {
  it("counts every step of every lead, per day and inbox, and names who is held", async () => {
    const { status, body } = await ask("?limit=200");
    expect(status).toBe(200);
    expect(body.sends.items).toHaveLength((LEADS - 1) * 2);
    const total = body.perDay.reduce((sum: number, day: { count: number }) => sum + day.count, 0);
    expect(total).toBe((LEADS - 1) * 2);
    expect(Math.max(...body.perDay.map((day: { count: number }) => day.count))).toBeLessThanOrEqual(5);
    expect(body.perInbox).toMatchObject([{ inboxId, email: "ana@plan.test", count: total, perDay: body.perDay }]);
    expect(body.blocked).toHaveLength(1);
    expect(body.blocked[0].reasons).toContainEqual(expect.objectContaining({ ok: false }));
    // Somebody is held, so no end can be told.
    expect(body.finishedAt).toBeNull();
    expect(body.sends.items[0]).toMatchObject({ inboxId, step: 1, reasons: expect.any(Array) });
    const times = body.sends.items.map((send: { at: string }) => send.at);
    expect(times).toEqual([...times].sort());
  });

  it("gives the same answer for the same seed, and draws others' journeys for another", async () => {
    const rates = "&replyRate=0.4&bounceRate=0.1&limit=200";
    const [first, again, other] = [
      await ask(`?seed=7${rates}`),
      await ask(`?seed=7${rates}`),
      await ask(`?seed=8${rates}`),
    ];
    expect(again).toEqual(first);
    expect(other.body.sends.items).not.toEqual(first.body.sends.items);
    expect(first.body.sends.items.length).toBeLessThan((LEADS - 1) * 2);
  });

  it("pages through the same plan", async () => {
    const whole = (await ask("?limit=200")).body.sends.items;
    const items: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await ask(`?limit=9${cursor ? `&cursor=${cursor}` : ""}`);
      items.push(...body.sends.items);
      cursor = body.sends.pageInfo.nextCursor;
    }
    expect(items).toEqual(whole);
    expect((await ask("?cursor=x")).status).toBe(400);
  });

  it("says what it assumes, and leaves out what is later than asked", async () => {
    const { body } = await ask("?days=1&seed=3&replyRate=0.25");
    expect(body.assumptions).toMatchObject({ seed: 3, days: 1, replyRate: 0.25, bounceRate: 0 });
    expect(body.assumptions.sentences.join(" ")).toContain("25 % of the mails are answered");
    expect(body.unfinishedCount).toBeGreaterThan(0);
  });

  it("refuses bad questions, missing and foreign campaigns", async () => {
    for (const query of ["?days=0", "?days=9999", "?seed=x", "?replyRate=0.8&bounceRate=0.8", "?limit=0"]) {
      expect((await ask(query)).status, query).toBe(400);
    }
    expect((await ask("", { id: newId() })).status).toBe(404);
    const stranger = await insertTestSession(world.db, await world.workspace());
    expect((await ask("", { as: stranger })).status).toBe(404);
  });
});

describe("the calendar page", () => {
  const open = (query: string, over: Partial<typeof app> = {}) =>
    pageLoader(
      routeArgs({ ...app, ...over }, `/app/campaigns/${campaignId}/schedule${query}`, {
        session,
        params: { id: campaignId },
      }),
    );

  it("shows the course of a draft, and who is held by name", async () => {
    const { calendar } = await open("?replies=10&days=30");
    expect(calendar.forecast).toMatchObject({
      outcome: "foretold",
      blockedCount: 1,
      blocked: [{ email: "silent.lead0@co0.test" }],
      assumptions: { days: 30, replyRate: 0.1 },
    });
  });

  it("keeps the calendar beside a wrong number in the form", async () => {
    const { calendar, form } = await open("?replies=80&bounces=80");
    expect(form.errors.bounces).toContain("100 %");
    expect(form.values).toMatchObject({ replies: "80", bounces: "80" });
    expect(calendar.forecast).toMatchObject({ outcome: "foretold", assumptions: { replyRate: 0 } });
    expect((await open("?days=many")).form.errors.days).toBeTruthy();
  });

  it("says why there is no plan, and shows the rest", async () => {
    const simulator = () => Promise.reject(new AppError("busy", "It took too long."));
    const { calendar, nextMails } = await open("", { simulator });
    expect(calendar.forecast).toEqual({ outcome: "failed", message: "It took too long." });
    expect(nextMails).toEqual([]);
  });

  it("tells a draft's mails before launch, page by page, each with its inbox and its reasons", async () => {
    const mailsOf = async (query: string) => {
      const { calendar } = await open(query);
      if (calendar.forecast.outcome !== "foretold") throw new Error(calendar.forecast.message);
      return { ...calendar, ...calendar.forecast };
    };
    const first = await mailsOf("");
    expect(first.isDraft).toBe(true);
    expect(first.mails).toHaveLength(20);
    expect(first.mails[0]).toMatchObject({ step: 1, inboxEmail: "ana@plan.test", reasons: expect.any(Array) });
    const rest = await mailsOf(`?cursor=${first.nextCursor}`);
    expect(rest.mails).toHaveLength((LEADS - 1) * 2 - 20);
    expect(rest.nextCursor).toBeNull();

    const all = [...first.mails, ...rest.mails];
    const one = await mailsOf("?email=Silent.Lead5@co5.test");
    expect(one.mails).toEqual(all.filter(({ email }) => email === "silent.lead5@co5.test"));
    expect(one.mails.map(({ step }) => step)).toEqual([1, 2]);
    expect(one.count).toBe(first.count);
    const held = await mailsOf("?email=silent.lead0@co0.test");
    expect(held).toMatchObject({ mails: [], nextCursor: null, found: { leadId: expect.any(String) } });
    expect((await mailsOf("?email=nobody%00@else.test")).found).toEqual({ email: "nobody@else.test", leadId: null });
  });
});

describe("the simulator's thread", () => {
  const facts = {} as Parameters<ReturnType<typeof threadSimulator>>[1];
  const script = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`);

  it("says in plain words that it failed or took too long", async () => {
    await expect(threadSimulator({ thread: script("throw new Error('x')") })("w", facts)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("could not be worked out"),
    });
    const slow = threadSimulator({ thread: script("setInterval(() => {}, 1000)"), timeLimitMs: 200 });
    await expect(slow("w", facts)).rejects.toMatchObject({ code: "busy" });
  });

  it("gives the thread none of the server's settings", async () => {
    const teller = script(
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ ...process.env });",
    );
    expect(await threadSimulator({ thread: teller })("w", facts)).toEqual({});
  });

  it("says that a campaign is too large when its plan does not fit into memory", async () => {
    const greedy = script(
      "const all = []; const more = (name) => ({ name: String(name) }); for (;;) all.push(more(all.length));",
    );
    await expect(threadSimulator({ thread: greedy, heapMb: 16 })("w", facts)).rejects.toMatchObject({
      code: "limit_reached",
      message: expect.stringContaining("more leads than one plan can hold"),
    });
  });

  it("runs one at a time for a workspace and refuses a long line", async () => {
    const stuck = threadSimulator({ thread: script("setInterval(() => {}, 1000)"), timeLimitMs: 100 });
    const five = await Promise.allSettled([1, 2, 3, 4, 5].map(() => stuck("w", facts)));
    const words = five.map((one) => (one.status === "rejected" ? one.reason.message : "done"));
    expect(words.filter((word) => word.startsWith("Other plans"))).toHaveLength(1);
  });
});
