/** The production build as a child: started, killed, asked how it ended. Its log is kept for the test to read. */
import { spawn } from "node:child_process";
import { ROOT } from "../../../scripts/tools.ts";

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type ServerProcess = {
  pid: number;
  ended: Promise<Ended>;
  isRunning(): boolean;
  /** Everything written so far, standard output and error together. */
  output(): string;
  /** Waits until /readyz answers 200; fails when the process ends first. */
  ready(): Promise<void>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
};

const READY_WITHIN_MS = 60_000;

export function startServer(origin: string, env: NodeJS.ProcessEnv): ServerProcess {
  const child = spawn(process.execPath, ["--enable-source-maps", "build/server.js"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, NODE_ENV: "production" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    ended,
    isRunning,
    output: () => output,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    ready: async () => {
      const until = Date.now() + READY_WITHIN_MS;
      while (Date.now() < until) {
        if (!isRunning()) throw new Error(`The server ended before it was ready.\n${output}`);
        const isReady = await fetch(`${origin}/readyz`).then(
          (response) => response.ok,
          // Not listening yet.
          () => false,
        );
        if (isReady) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} s.\n${output}`);
    },
  };
}
