import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../app/domain/errors.ts";
import { answerPage } from "../../app/web/answer-page.server.ts";
import { insertWorkspace, testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { insertPlainMember, insertTestSession, OWN_ORIGIN, routeArgs } from "./route-args.ts";

const db = await testDatabase();
const app = testApp(db);
let session: string;
let memberSession: string;

beforeAll(async () => {
  const owner = await insertWorkspace(db);
  session = await insertTestSession(db, owner);
  memberSession = await insertTestSession(db, await insertPlainMember(db, owner.workspaceId));
});

async function thrown(work: Promise<unknown>): Promise<Response> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Response)) throw new Error("no Response was thrown", { cause: error });
  return error;
}

const noWork = async () => "seen";

describe("page behind the sign-in", () => {
  it("sends a signed-out visitor to the sign-in and back", async () => {
    const response = await thrown(answerPage(routeArgs(app, "/app/leads?q=a%26b&_routes=x"), noWork));
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get("Location") ?? "", OWN_ORIGIN);
    expect(location.pathname).toBe("/login");
    expect(location.searchParams.get("next")).toBe("/app/leads?q=a%26b");
  });

  it("hands a member's work the actor, the time and names to show", async () => {
    const seen = await answerPage(routeArgs(app, "/app", { session }), async ({ actor, member, now, url }) => ({
      role: actor.role,
      workspace: member.workspaceName,
      now: now.toISOString(),
      path: url.pathname,
    }));
    expect(seen).toEqual({ role: "owner", workspace: "Acme", now: "2026-11-24T09:00:00.000Z", path: "/app" });
  });

  it("answers 403 when the role is too low or the form came from elsewhere", async () => {
    expect(
      (await thrown(answerPage(routeArgs(app, "/app", { session: memberSession }), noWork, { role: "owner" }))).status,
    ).toBe(403);
    const foreign = routeArgs(app, "/app", { session, method: "POST", headers: { Origin: "https://evil.example" } });
    expect((await thrown(answerPage(foreign, noWork))).status).toBe(403);
  });

  it("shows an AppError as the page of its status, with the request's id", async () => {
    const missing = await thrown(
      answerPage(routeArgs(app, "/app/x", { session }), () => Promise.reject(new AppError("not_found", "Gone."))),
    );
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ requestId: "request-1", code: "not_found" });
  });

  it("leaves an unexpected error to the door", async () => {
    const failure = new Error("broken");
    await expect(answerPage(routeArgs(app, "/app", { session }), () => Promise.reject(failure))).rejects.toBe(failure);
  });
});
