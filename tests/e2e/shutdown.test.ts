/** A deploy asks the server to stop while somebody waits for an answer: the answer comes, then everything ends in order. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbedded } from "../../db/embedded.ts";
import { appEnvironment } from "../../scripts/local-world.ts";
import { freePort } from "../../scripts/tools.ts";
import { type Ended, type ServerProcess, startServer } from "../setup/crash/server-process.ts";

/** How long the sender of a form is slow after the signal; the server waits up to 5 s. */
const SLOW_MS = 1_000;

let dataDir: string;
let origin: string;
let env: NodeJS.ProcessEnv;
let server: ServerProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "leadbitz-shutdown-"));
  const port = await freePort();
  origin = `http://localhost:${port}`;
  env = { ...appEnvironment({ port, sandboxPort: 9, dataDir }), LEADBITZ_DEMO: "1", LOG_LEVEL: "debug" };
  server = startServer(origin, env);
  await server.ready();
});

afterAll(async () => {
  if (server?.isRunning()) await server.end("SIGTERM");
  (await startEmbedded({ dataDir })).stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("a second server on the same data directory", () => {
  it("is refused with a sentence that names the first one, which goes on", async () => {
    const port = await freePort();
    const second = startServer(`http://localhost:${port}`, { ...env, PORT: String(port) });
    await expect(second.ended).resolves.toEqual({ code: 1, signal: null });
    expect(second.output()).toBe(
      `${dataDir} is in use by process ${server.pid}. Stop it first, or set DATA_DIR to another folder.\n`,
    );
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  });
});

describe("SIGTERM while a form is being sent", () => {
  let answer: { status: number; location: string };
  let ended: Ended;

  beforeAll(async () => {
    const form = slowForm();
    await form.isBegun;
    const ending = server.end("SIGTERM");
    await wait(SLOW_MS);
    const isOpen = await fetch(`${origin}/healthz`).then(
      () => true,
      // Refused, as it should be.
      () => false,
    );
    expect(isOpen, "a stopping server takes new connections").toBe(false);
    answer = await form.finish();
    ended = await ending;
  });

  it("is answered as if nothing had happened", () => {
    expect(answer).toEqual({ status: 303, location: "/app" });
  });

  it("ends with code 0", () => {
    expect(ended).toEqual({ code: 0, signal: null });
  });

  it("stops the web first, then the worker, then the database's connections, then Postgres", () => {
    const events = server
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { event: string; path?: string; detail?: string })
      .map(({ event, path, detail }) => [event, path ?? detail ?? ""].join(" ").trim());
    expect(events.slice(events.indexOf("server.stopping"))).toEqual([
      "server.stopping",
      "request.answered /signup",
      "worker.note Runner stopping",
      "worker.note Attempting graceful shutdown",
      "worker.note Graceful shutdown complete",
      "server.stopped",
    ]);
    // Postgres would say so, had it been stopped before the pool.
    expect(databaseLog()).not.toContain("terminating connection");
  });

  it("leaves no database behind", () => {
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    expect(existsSync(join(dataDir, "owner.pid"))).toBe(false);
    expect(databaseLog()).toContain("database system is shut down");
  });

  function databaseLog(): string {
    return readFileSync(join(dataDir, "postgres", "server.log"), "utf8");
  }

  function slowForm() {
    const fields = { name: "Nora", company: "Nilsen", email: "nora@nilsen.test", password: "slow-password-1" };
    const body = new URLSearchParams(fields).toString();
    const headers = {
      Origin: origin,
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": Buffer.byteLength(body),
    };
    const form = request(`${origin}/signup`, { method: "POST", headers });
    const answered = new Promise<{ status: number; location: string }>((resolve, reject) => {
      form.on("error", reject);
      form.on("response", (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "" });
      });
    });
    return {
      isBegun: new Promise<void>((resolve) => form.write(body.slice(0, 20), () => resolve())).then(() => wait(200)),
      finish: () => {
        form.end(body.slice(20));
        return answered;
      },
    };
  }
});
