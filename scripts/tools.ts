/** What the commands share: running tools of node_modules, waiting for a port, ending children in order. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

export type ToolResult = { code: number; output: string };

/** Runs a tool to its end; its output goes to the terminal, or is collected when `isQuiet`. */
export function runTool(
  file: string,
  args: string[],
  options: SpawnOptions & { isQuiet?: boolean } = {},
): Promise<ToolResult> {
  const { isQuiet = false, ...spawnOptions } = options;
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    stdio: isQuiet ? ["ignore", "pipe", "pipe"] : "inherit",
    ...spawnOptions,
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code: code ?? 1, output })));
}

/** Starts a long-running part; its lines are prefixed unless it inherits the terminal. */
export function startPart(args: string[], options: SpawnOptions = {}): ChildProcess {
  // A group of its own: Ctrl-C reaches this process alone, which then stops the parts in order.
  return spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit", detached: true, ...options });
}

export async function stopPart(part: ChildProcess, withinMs = 30_000): Promise<void> {
  if (part.exitCode !== null || part.signalCode !== null) return;
  const ended = new Promise((resolve) => part.once("exit", resolve));
  part.kill("SIGTERM");
  const timer = setTimeout(() => part.kill("SIGKILL"), withinMs);
  await ended;
  clearTimeout(timer);
}

/** Waits until a URL answers 200; fails when the part ends first. */
export async function waitFor(url: string, part: ChildProcess, withinMs = 60_000): Promise<void> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if (part.exitCode !== null) throw new Error(`A part ended with ${part.exitCode} before ${url} answered.`);
    const isReady = await fetch(url).then(
      (response) => response.ok,
      // Not listening yet.
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer within ${withinMs / 1000} s.`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
