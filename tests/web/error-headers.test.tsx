/** Real Remix around one route: what a thrown error says to the browser must stand in the document's own headers. */
import { createRequestHandler, type LoaderFunctionArgs, type ServerBuild } from "@remix-run/node";
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../app/domain/errors.ts";
import * as entryServer from "../../app/entry.server.tsx";
import { answerPublic } from "../../app/web/answer-page.server.ts";
import { testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { routeArgs } from "./route-args.ts";

const app = testApp(await testDatabase());

function throwing(error: unknown) {
  const door = (args: LoaderFunctionArgs) => answerPublic(args, () => Promise.reject(error));
  const route = { id: "root", path: "", hasLoader: true, hasAction: true, hasErrorBoundary: true };
  const module = {
    default: () => <p>fine</p>,
    ErrorBoundary: () => <p>error page</p>,
    loader: (args: LoaderFunctionArgs) => (args.request.headers.has("X-Calm") ? null : door(args)),
    action: door,
  };
  const build = {
    entry: { module: entryServer },
    routes: { root: { id: "root", path: "", module } },
    assets: {
      entry: { imports: [], module: "/entry.js" },
      routes: { root: { ...route, module: "/root.js", imports: [] } },
      url: "/manifest.js",
      version: "1",
    },
    publicPath: "/",
    assetsBuildDirectory: "",
    basename: "/",
    future: { v3_singleFetch: true },
    isSpaMode: false,
  } as unknown as ServerBuild;
  const handle = createRequestHandler(build, "production");
  return async (init: RequestInit = {}, path = "/") => {
    const { request, context } = routeArgs(app, path, init);
    const response = await handle(request, { ...context });
    return { response, text: await response.text() };
  };
}

describe("an error thrown in a page", () => {
  const busy = new AppError("rate_limited", "Too many attempts.", { retryAfterMs: 90_000 });

  it("tells the browser when to come back, beside its error page", async () => {
    const { response, text } = await throwing(busy)();
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("90");
    expect(text).toContain("error page");
  });

  it("tells it after a form too", async () => {
    const headers = { Origin: "http://localhost:3000", Host: "localhost:3000", "X-Calm": "1" };
    const { response } = await throwing(busy)({ method: "POST", headers, body: "" });
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("90");
  });

  it("says nothing of coming back where there is nothing to wait for", async () => {
    const { response } = await throwing(new AppError("not_found", "Gone."))();
    expect(response.status).toBe(404);
    expect(response.headers.has("Retry-After")).toBe(false);
  });
});

describe("the log of failed requests", () => {
  it("takes an unexpected error, and leaves out an address that no route knows", async () => {
    const error = vi.spyOn(app.log, "error");
    const { response } = await throwing(new Error("broken"))({}, "/nope");
    expect(response.status).toBe(404);
    expect(error).not.toHaveBeenCalled();
    await throwing(new Error("broken"))();
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ event: "request.failed", path: "/" }));
  });
});
