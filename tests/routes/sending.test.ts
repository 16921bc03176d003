/** The doors to the mails in doubt and to the brake, as the API and the page open them. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../../app/domain/actor.ts";
import { newId } from "../../app/domain/ids.ts";
import { loader as listLoader } from "../../app/routes/api.send-jobs._index.ts";
import { action as resolveAction } from "../../app/routes/api.send-jobs.$id.resolve.ts";
import { action as startAction } from "../../app/routes/api.sending.start.ts";
import { action as stopAction } from "../../app/routes/api.sending.stop.ts";
import { action as pageAction, loader as pageLoader } from "../../app/routes/app.sending.tsx";
import { sendingWorld } from "../setup/sending-world.ts";
import { DIVISOR, firstJob, uncertainMail } from "../use-cases/sending/send-control-world.ts";
import { insertPlainMember, insertTestSession, OWN_ORIGIN, routeArgs } from "../web/route-args.ts";

const world = await sendingWorld({ env: DIVISOR });
const { app } = world;
let actor: Actor;
let session: string;

beforeAll(async () => {
  actor = await world.workspace();
  session = await insertTestSession(world.db, actor);
});

const get = (path: string, as = session) => routeArgs(app, path, { session: as });
const post = (path: string, body: BodyInit | undefined, over: { as?: string; id?: string; type?: string } = {}) =>
  routeArgs(app, path, {
    method: "POST",
    session: over.as ?? session,
    headers: { Origin: OWN_ORIGIN, "Content-Type": over.type ?? "application/json" },
    ...(body === undefined ? {} : { body }),
    params: over.id === undefined ? {} : { id: over.id },
  });
const resolve = (id: string, body: unknown, as?: string) =>
  resolveAction(post(`/api/send-jobs/${id}/resolve`, JSON.stringify(body), { id, ...(as && { as }) }));
const form = (fields: Record<string, string>, as = session) =>
  post("/app/sending", new URLSearchParams(fields).toString(), { as, type: "application/x-www-form-urlencoded" });

describe("the API of mails in doubt", () => {
  it("lists them with evidence, and takes the decision once", async () => {
    const { sendJobId } = await uncertainMail(world, actor, "api");
    const { items, pageInfo } = await (await listLoader(get("/api/send-jobs?status=uncertain"))).json();
    expect(pageInfo).toEqual({ nextCursor: null, hasNextPage: false });
    expect(items).toMatchObject([
      { sendJobId, status: "uncertain", step: 1, attempt: 1, email: "silent.lea@api.lead.test" },
    ]);
    expect(items[0].evidence.length).toBeGreaterThan(2);
    const [first, second] = await Promise.all([
      resolve(sendJobId, { outcome: "left" }),
      resolve(sendJobId, { outcome: "left" }),
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await first.json()).toMatchObject({ sendJobId, status: "sent" });
    expect((await resolve(sendJobId, { outcome: "not_left" })).status).toBe(409);
  });

  it("refuses bad input, missing and foreign ids", async () => {
    const { sendJobId, campaignId } = await uncertainMail(world, actor, "refusals");
    expect((await resolve(sendJobId, { outcome: "perhaps" })).status).toBe(400);
    expect((await resolve(sendJobId, { outcome: "left", more: 1 })).status).toBe(400);
    expect((await resolve(newId(), { outcome: "left" })).status).toBe(404);
    expect((await resolve("none", { outcome: "left" })).status).toBe(404);
    const stranger = await insertTestSession(world.db, await world.workspace());
    expect((await resolve(sendJobId, { outcome: "left" }, stranger)).status).toBe(404);
    const foreign = await (await listLoader(get("/api/send-jobs?status=uncertain", stranger))).json();
    expect(foreign.items).toEqual([]);
    expect((await listLoader(get("/api/send-jobs?status=sent"))).status).toBe(400);
    expect((await listLoader(get("/api/send-jobs?cursor=x"))).status).toBe(400);
    expect((await firstJob(world, campaignId)).status).toBe("uncertain");
  });
});

describe("the brake", () => {
  it("is pulled by anybody, let go by an admin, and says who and when", async () => {
    const member = await insertPlainMember(world.db, actor.workspaceId);
    const as = await insertTestSession(world.db, member);
    const stopped = await stopAction(post("/api/sending/stop", undefined, { as }));
    expect(await stopped.json()).toMatchObject({ isStopped: true, stoppedBy: "Bo", inFlight: [] });
    expect((await startAction(post("/api/sending/start", undefined, { as }))).status).toBe(403);
    expect((await pageLoader(get("/app/sending"))).sending).toMatchObject({ isStopped: true, stoppedBy: "Bo" });
    const started = await startAction(post("/api/sending/start", undefined));
    expect(await started.json()).toMatchObject({ isStopped: false, stoppedAt: null });
    expect((await stopAction(get("/api/sending/stop"))).status).toBe(405);
  });
});

describe("the page of mails in doubt", () => {
  const redirected = async (answer: Promise<unknown>) => {
    const response = await answer.catch((error) => error);
    expect(response).toBeInstanceOf(Response);
    return (response as Response).headers.get("Location");
  };

  it("shows the gravest kind first and decides by its buttons", async () => {
    const { sendJobId, campaignId } = await uncertainMail(world, actor, "page");
    const shown = await pageLoader(get("/app/sending"));
    expect(shown.doubt).toBe("uncertain");
    expect(shown.page.items.map((mail) => mail.sendJobId)).toContain(sendJobId);
    expect(await redirected(pageAction(form({ intent: "not_left", sendJobId })))).toBe("/app/sending?done=not_left");
    expect(await firstJob(world, campaignId)).toMatchObject({ status: "scheduled", attempt_no: 2 });
    const late = await pageAction(form({ intent: "left", sendJobId }));
    expect(late).toMatchObject({ init: { status: 409 } });
    expect(await redirected(pageAction(form({ intent: "stop" })))).toBe("/app/sending?done=stopped");
    expect(await redirected(pageAction(form({ intent: "start" })))).toBe("/app/sending?done=started");
  });
});
