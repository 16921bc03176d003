import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Actor } from "../../app/domain/actor.ts";
import { AppError } from "../../app/domain/errors.ts";
import { readWorkspace } from "../../app/use-cases/workspace/read-workspace.server.ts";
import { answerApi } from "../../app/web/answer-api.server.ts";
import { parseId, parseJson } from "../../app/web/parse.server.ts";
import { insertWorkspace, testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { insertPlainMember, insertTestKey, insertTestSession, OWN_ORIGIN, routeArgs } from "./route-args.ts";

const db = await testDatabase();
const app = testApp(db);
const own = { Origin: OWN_ORIGIN };
let owner: Actor;
let session: string;

beforeAll(async () => {
  owner = await insertWorkspace(db);
  session = await insertTestSession(db, owner);
});

const whoAmI = (args: ReturnType<typeof routeArgs>, options = {}) =>
  answerApi(args, async ({ actor }) => ({ body: actor }), options);

/** A door that knows one workspace by its id, as every resource route knows its rows. */
const oneWorkspace = (args: ReturnType<typeof routeArgs>) =>
  answerApi(args, async ({ app, actor }) => {
    const id = parseId(args.params.id);
    if (id !== (await readWorkspace(app, actor)).workspaceId)
      throw new AppError("not_found", "There is no such workspace.");
    return { body: { id } };
  });

describe("who may call the API", () => {
  it("knows the member of a session", async () => {
    const response = await whoAmI(routeArgs(app, "/api/me", { session }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(owner);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it.each([undefined, "forged", ""])("answers 401 to the session %j", async (token) => {
    const response = await whoAmI(routeArgs(app, "/api/me", { session: token }));
    expect(response.status).toBe(401);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      code: "unauthenticated",
    });
  });

  it("answers a stranger like a missing row", async () => {
    const stranger = await insertTestSession(db, await insertWorkspace(db));
    const params = { id: owner.workspaceId };
    const foreign = await oneWorkspace(routeArgs(app, "/api/workspaces/x", { session: stranger, params }));
    const missing = await oneWorkspace(
      routeArgs(app, "/api/workspaces/x", { session: stranger, params: { id: "not-an-id" } }),
    );
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    const mine = await oneWorkspace(routeArgs(app, "/api/workspaces/x", { session, params }));
    expect(mine.status).toBe(200);
  });

  it("answers 403 to a member whose role is too low", async () => {
    const member = await insertTestSession(db, await insertPlainMember(db, owner.workspaceId));
    expect((await whoAmI(routeArgs(app, "/api/me", { session: member }), { role: "admin" })).status).toBe(403);
    expect((await whoAmI(routeArgs(app, "/api/me", { session: member }))).status).toBe(200);
    expect((await whoAmI(routeArgs(app, "/api/me", { session }), { role: "admin" })).status).toBe(200);
  });
});

describe("API key", () => {
  const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

  it("acts for the member who made it, without an Origin", async () => {
    const key = await insertTestKey(db, owner, ["read", "write"]);
    const response = await whoAmI(routeArgs(app, "/api/me", { method: "POST", headers: bearer(key) }));
    expect(await response.json()).toEqual(owner);
  });

  it("may only do what its scopes say", async () => {
    const reader = await insertTestKey(db, owner, ["read"]);
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(reader) }))).status).toBe(200);
    expect((await whoAmI(routeArgs(app, "/api/me", { method: "DELETE", headers: bearer(reader) }))).status).toBe(403);
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(reader) }), { scope: "write" })).status).toBe(403);
  });

  it("is nothing once changed, revoked or its maker removed", async () => {
    const key = await insertTestKey(db, owner, ["read"]);
    const last = key.endsWith("A") ? "B" : "A";
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(key.slice(0, -1) + last) }))).status).toBe(401);
    const leaver = await insertPlainMember(db, owner.workspaceId);
    const theirs = await insertTestKey(db, leaver, ["read"]);
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(theirs) }))).status).toBe(200);
    await db.pool.query("delete from workspace_members where user_id = $1", [leaver.userId]);
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(theirs) }))).status).toBe(401);
    await db.pool.query("update api_keys set revoked_at = now()");
    expect((await whoAmI(routeArgs(app, "/api/me", { headers: bearer(key) }))).status).toBe(401);
  });

  it("is not helped by a session beside it", async () => {
    expect((await whoAmI(routeArgs(app, "/api/me", { session, headers: bearer("lb_nonsense") }))).status).toBe(401);
  });
});

describe("unsafe calls with a session", () => {
  it.each([
    [{}, 403],
    [{ Origin: "https://evil.example" }, 403],
    [{ Origin: "null" }, 403],
    [{ Origin: `${OWN_ORIGIN}.evil.example` }, 403],
    [{ Origin: "https://evil.example", "Sec-Fetch-Site": "same-origin" }, 403],
    [{ "Sec-Fetch-Site": "cross-site" }, 403],
    [{ "Sec-Fetch-Site": "same-site" }, 403],
    [{ "Sec-Fetch-Site": "same-origin" }, 200],
    [{ Origin: OWN_ORIGIN }, 200],
    [{ Origin: "http://127.0.0.1:3000" }, 200],
  ])("from %j are answered %i", async (headers, status) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect(
        (await whoAmI(routeArgs(app, "/api/me", { method, session, headers: headers as HeadersInit }))).status,
      ).toBe(status);
    }
  });
});

describe("errors", () => {
  const failing = (error: unknown) => answerApi(routeArgs(app, "/api/x", { session }), () => Promise.reject(error));

  it.each([
    ["invalid_input", 400],
    ["payment_required", 402],
    ["forbidden", 403],
    ["not_found", 404],
    ["conflict", 409],
    ["not_ready", 409],
    ["rate_limited", 429],
    ["provider_failed", 502],
  ] as const)("%s is HTTP %i", async (code, status) => {
    const response = await failing(new AppError(code, "Because.", { retryAfterMs: 1_500 }));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code, detail: "Because." });
    expect(response.headers.get("Retry-After")).toBe(status === 429 ? "2" : null);
  });

  it("asks to come back when somebody else held the same rows too long", async () => {
    const response = await failing(
      Object.assign(new Error("canceling statement due to lock timeout"), { code: "55P03" }),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("2");
    expect(await response.json()).toMatchObject({ code: "busy", detail: expect.stringContaining("try again") });
  });

  it("hides what an unexpected error says", async () => {
    const response = await failing(new Error("password=hunter2"));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });

  it("names each bad field of a body", async () => {
    const schema = z.object({ steps: z.array(z.object({ delayDays: z.number() })) });
    const send = (body: string) =>
      answerApi(routeArgs(app, "/api/x", { session, method: "POST", headers: own, body }), async () => ({
        body: await parseJson(
          new Request(OWN_ORIGIN, { method: "POST", body, headers: { "Content-Type": "application/json" } }),
          schema,
        ),
      }));
    const response = await send('{"steps":[{"delayDays":"two"}]}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid_input", errors: [{ path: "steps.0.delayDays" }] });
    expect((await send("{")).status).toBe(400);
    expect((await send(`{"x":"${"y".repeat(1024 * 1024)}"}`)).status).toBe(400);
  });
});
