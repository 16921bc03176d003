/** Processes that a benchmark measures: started, timed until they answer, asked for their memory, ended. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { freePort, ROOT, stopPart } from "../scripts/tools.ts";

export type MeasuredChild = { readyAfterMs: number; rssMb(): number; stop(): Promise<void> };

const WITHIN_MS = 60_000;

/** The production build as an installation without settings runs it, on a data directory. */
export function startServer(dataDir: string): Promise<MeasuredChild> {
  return start(["--enable-source-maps", "build/server.js"], { DATA_DIR: dataDir, LEADBITZ_DEMO: "1" });
}

/** A script of a few lines that listens on process.env.PORT: the yardstick. */
export function startScript(script: string): Promise<MeasuredChild> {
  return start(["--input-type=module", "--eval", script], {});
}

async function start(args: string[], env: Record<string, string>): Promise<MeasuredChild> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "warn", PORT: String(port), ...env },
  });
  await firstAnswer(child, `http://localhost:${port}/readyz`);
  const readyAfterMs = performance.now() - startedAt;
  return { readyAfterMs, rssMb: () => rssMb(child.pid ?? 0), stop: () => stopPart(child) };
}

async function firstAnswer(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + WITHIN_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode} before it answered`);
    const isReady = await fetch(url).then(
      (response) => response.ok,
      // Not listening yet.
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the process did not answer");
}

/** Resident memory: VmRSS in kB where there is /proc (proc(5)), else from ps. */
function rssMb(pid: number): number {
  const path = `/proc/${pid}/status`;
  const kb = existsSync(path)
    ? /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(path, "utf8"))?.[1]
    : spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return Number(kb) / 1024;
}
