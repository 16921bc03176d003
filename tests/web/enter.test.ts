import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbeddedIdentity } from "../../app/identity/embedded-identity.ts";
import { action as signInAction } from "../../app/routes/login.tsx";
import { action as signOutAction } from "../../app/routes/logout.ts";
import { action as signUpAction } from "../../app/routes/signup.tsx";
import { readSession } from "../../app/use-cases/access/read-session.server.ts";
import { testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { OWN_ORIGIN, routeArgs } from "./route-args.ts";

const db = await testDatabase();
const base = testApp(db);
const identity = createEmbeddedIdentity({
  connectionString: db.connectionString,
  appUrl: base.config.appUrl,
  secret: base.secrets.sessionSecret,
  trustedOrigins: base.config.trustedOrigins,
  log: pino({ level: "silent" }),
});
const app = { ...base, identity };
afterAll(() => identity.close());

const ana = { name: "Ana", email: "ana@acme.test", password: "correct-horse-1" };

type Door = (args: ReturnType<typeof routeArgs>) => Promise<unknown>;

/** What a form gets: a Response, or the data of the same page with its status. */
async function post(
  door: unknown,
  fields: Record<string, string>,
  over: { app?: typeof app; origin?: string; session?: string } = {},
) {
  const args = routeArgs(over.app ?? app, "/x", {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Origin: over.origin ?? OWN_ORIGIN },
    session: over.session,
  });
  const answer = await (door as Door)(args).catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return { status: answer.status, headers: answer.headers, data: undefined };
  const { data, init } = answer as { data: { errors: object; values: object; message?: string }; init: ResponseInit };
  return { status: init.status, headers: new Headers(init.headers), data };
}

const tokenOf = (headers: Headers) => /^leadbitz_session=([^;]*)/.exec(headers.get("Set-Cookie") ?? "")?.[1] ?? "";

beforeAll(async () => {
  expect((await post(signUpAction, ana)).status).toBe(303);
});

describe("sign-in form", () => {
  it("goes where one came from, with a cookie that scripts and other sites cannot use", async () => {
    const answer = await post(signInAction, { ...ana, next: "/app/leads?q=x" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("Location")).toBe("/app/leads?q=x");
    expect(answer.headers.get("Set-Cookie")).toMatch(
      /^leadbitz_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    expect(await readSession(app, tokenOf(answer.headers))).toMatchObject({ email: ana.email });
  });

  it("does not go elsewhere", async () => {
    const answer = await post(signInAction, { ...ana, next: "//evil.example" });
    expect(answer.headers.get("Location")).toBe("/app");
  });

  it("names its cookie __Host- and Secure over https", async () => {
    const secure = { ...app, config: { ...app.config, isSecure: true } };
    const answer = await post(signInAction, ana, { app: secure });
    expect(answer.headers.get("Set-Cookie")).toMatch(/^__Host-leadbitz_session=.*; Path=\/;.*; Secure$/);
    expect(answer.headers.get("Set-Cookie")).not.toMatch(/domain/i);
  });

  it("keeps the address and forgets the password when refused", async () => {
    const wrong = await post(signInAction, { ...ana, password: "wrong-horse-1" });
    expect(wrong.status).toBe(401);
    expect(wrong.data?.message).toContain("do not belong together");
    expect(wrong.data?.values).toEqual({ name: "Ana", email: ana.email });
    const bad = await post(signInAction, { email: "ana", password: "" });
    expect(bad.status).toBe(400);
    expect(Object.keys(bad.data?.errors ?? {})).toEqual(["email", "password"]);
  });

  it("is refused from another site", async () => {
    expect((await post(signInAction, ana, { origin: "https://evil.example" })).status).toBe(403);
  });

  it("answers 429 with Retry-After after ten failures", async () => {
    const guess = () => post(signInAction, { email: "zoe@acme.test", password: "wrong-horse-1" });
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(401);
    const locked = await guess();
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("Retry-After"))).toBeGreaterThan(0);
  });
});

describe("sign-up form", () => {
  it("shows a taken address beside its field", async () => {
    const answer = await post(signUpAction, ana);
    expect(answer).toMatchObject({ status: 400, data: { values: { name: "Ana", email: ana.email } } });
    expect(answer.data?.errors).toHaveProperty("email");
  });
});

describe("sign-out", () => {
  it("ends the session at the server and clears the cookie", async () => {
    const token = tokenOf((await post(signInAction, ana)).headers);
    const answer = await post(signOutAction, {}, { session: token });
    expect(answer.headers.get("Set-Cookie")).toMatch(/^leadbitz_session=; Path=\/; Max-Age=0;/);
    expect(await readSession(app, token)).toBeUndefined();
  });
});
