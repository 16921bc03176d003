import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../app/domain/errors.ts";
import { answerApi } from "../../app/web/answer-api.server.ts";
import { insertWorkspace, testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { insertTestSession, OWN_ORIGIN, routeArgs } from "./route-args.ts";

const db = await testDatabase();
const app = testApp(db);
const own = { Origin: OWN_ORIGIN };
let session: string;

beforeAll(async () => {
  session = await insertTestSession(db, await insertWorkspace(db));
});

describe("Idempotency-Key", () => {
  let runs = 0;
  const send = (key: string, body: unknown, work: () => Promise<void>) =>
    answerApi(
      routeArgs(app, "/api/things", {
        session,
        method: "POST",
        headers: { ...own, "Idempotency-Key": key, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
      async () => {
        runs += 1;
        await work();
        return { status: 201, body: { run: runs } };
      },
    );
  const create = (key: string, body: unknown) => send(key, body, async () => undefined);

  it("runs a call once and repeats its answer", async () => {
    runs = 0;
    const first = await create("key-1", { a: 1 });
    const again = await create("key-1", { a: 1 });
    expect([first.status, again.status, runs]).toEqual([201, 201, 1]);
    expect(await again.json()).toEqual(await first.json());
  });

  it("refuses the key for another body", async () => {
    expect((await create("key-1", { a: 2 })).status).toBe(409);
  });

  it("does not run a second call beside the first", async () => {
    runs = 0;
    const [started, gate] = [signal(), signal()];
    const first = send("key-2", {}, () => {
      started.give();
      return gate.given;
    });
    await started.given;
    expect((await create("key-2", {})).status).toBe(409);
    gate.give();
    expect((await first).status).toBe(201);
    expect(runs).toBe(1);
  });

  it("runs one of ten equal calls", async () => {
    runs = 0;
    const answers = await Promise.all(Array.from({ length: 10 }, () => create("key-4", {})));
    expect(answers.map((answer) => answer.status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(runs).toBe(1);
  });

  it("gives the key back when the call failed", async () => {
    const failed = await send("key-3", {}, () => Promise.reject(new AppError("conflict", "Not now.")));
    expect(failed.status).toBe(409);
    expect((await create("key-3", {})).status).toBe(201);
  });

  it("is each workspace's own", async () => {
    runs = 0;
    const stranger = await insertTestSession(db, await insertWorkspace(db));
    const mine = session;
    session = stranger;
    expect((await create("key-1", { a: 2 })).status).toBe(201);
    session = mine;
    expect(runs).toBe(1);
  });
});

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give: () => give(), given };
}
