/** The production build as a child: started, killed, asked how it ended. The end of its log is kept for the test to read. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../../scripts/tools.ts";
import { boundToUs } from "./guard.ts";

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type ServerProcess = {
  pid: number;
  ended: Promise<Ended>;
  isRunning(): boolean;
  /** The last million characters written, standard output and error together. */
  output(): string;
  /** Waits until /readyz answers 200; fails when the process ends first. */
  ready(): Promise<void>;
  /** Waits until the process says that it runs (LOG_LEVEL=info); for one that serves no web. */
  started(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
};

const READY_WITHIN_MS = 60_000;
const LOG_KEPT = 1_000_000;

export function startServer(origin: string, env: NodeJS.ProcessEnv): ServerProcess {
  // Without source maps and with what was compiled before: both are a good part of a start's work.
  const { file, args } = boundToUs(process.execPath, ["build/server.js"]);
  const child = spawn(file, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, NODE_ENV: "production", NODE_COMPILE_CACHE: join(ROOT, "build", ".compiled") },
  });
  let output = "";
  let isStarted = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-LOG_KEPT);
      isStarted ||= output.includes('"server.started"');
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  const isRunning = () => child.exitCode === null && child.signalCode === null;

  async function until(isReady: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (!isRunning()) throw new Error(`The server ended before it was ready.\n${output}`);
      if (await isReady()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} s.\n${output}`);
  }

  return {
    pid: child.pid ?? 0,
    ended,
    isRunning,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    started: () => until(() => isStarted),
    ready: () =>
      until(() =>
        fetch(`${origin}/readyz`).then(
          (response) => response.ok,
          // Not listening yet.
          () => false,
        ),
      ),
  };
}
