/** The simulator on worker threads: a campaign of 400,000 mails takes seconds, in which the server must go on answering. */
import { Worker } from "node:worker_threads";
import type { Forecast } from "../domain/campaign-forecast.ts";
import { AppError } from "../domain/errors.ts";
import type { Simulator } from "./simulator.ts";

const TIME_LIMIT_MS = 30_000;
/** Of one workspace, the one that runs among them. */
const WAITING_MOST = 4;
const RETRY_AFTER_MS = 5_000;
/** Facts and plan of 400,000 mails need about a third of this. */
const HEAP_MB = 1_024;

/** Node runs the source as it is; in the build the thread stands beside the bundle under its own name. */
const THREAD = new URL(
  import.meta.url.endsWith(".ts") ? "./simulation-thread.ts" : "./simulation-thread.js",
  import.meta.url,
);

export function threadSimulator({ thread = THREAD, timeLimitMs = TIME_LIMIT_MS, heapMb = HEAP_MB } = {}): Simulator {
  const limits = { timeLimitMs, heapMb };
  const lines = new Map<string, { count: number; last: Promise<unknown> }>();
  return async (workspaceId, facts) => {
    const line = lines.get(workspaceId) ?? { count: 0, last: Promise.resolve() };
    if (line.count >= WAITING_MOST) {
      throw new AppError("busy", "Other plans of this workspace are still being worked out. Try again in a moment.", {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    line.count++;
    lines.set(workspaceId, line);
    const forecast = line.last.then(() => runThread(thread, facts, limits));
    line.last = forecast.catch(() => undefined);
    try {
      return await forecast;
    } finally {
      line.count--;
      if (line.count === 0) lines.delete(workspaceId);
    }
  };
}

async function runThread(
  thread: URL,
  facts: Parameters<Simulator>[1],
  { timeLimitMs, heapMb }: { timeLimitMs: number; heapMb: number },
): Promise<Forecast> {
  // Without the server's environment: the thread needs no secret, and under `node --watch` it would post what it imports.
  const worker = new Worker(thread, {
    workerData: facts,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Forecast>((resolve, reject) => {
      const fail = (cause?: unknown) => reject(isOutOfMemory(cause) ? tooLarge(cause) : failed(cause));
      worker.once("message", resolve);
      worker.once("error", fail);
      worker.once("exit", (code) => fail(new Error(`The simulation's thread ended early with code ${code}.`)));
      timer = setTimeout(() => reject(tooLong(timeLimitMs)), timeLimitMs);
    });
  } finally {
    clearTimeout(timer);
    // Not waited for: V8 can be deaf to it in a loop of its own built-ins (Node 26.10), and the answer is known.
    void worker.terminate();
  }
}

/** Source: Node's documentation, errors, ERR_WORKER_OUT_OF_MEMORY. */
function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooLarge(cause: unknown): AppError {
  return new AppError(
    "limit_reached",
    "This campaign has more leads than one plan can hold, so no plan can be shown. No mail is affected.",
    {},
    cause,
  );
}

function failed(cause: unknown): AppError {
  return new AppError("internal", "The plan could not be worked out. No mail is affected.", {}, cause);
}

function tooLong(timeLimitMs: number): AppError {
  const seconds = Math.round(timeLimitMs / 1_000);
  return new AppError(
    "busy",
    `The plan was not worked out within ${seconds} seconds, so it was given up. No mail is affected. Ask for fewer days.`,
    { retryAfterMs: RETRY_AFTER_MS },
  );
}
