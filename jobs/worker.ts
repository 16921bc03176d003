/** graphile-worker in this process: a trigger, not the truth. Own leases and an own sweeper keep the promises. */
import { EventEmitter } from "node:events";
import { Logger, type Runner, run, type WorkerEvents } from "graphile-worker";
import type { AppContext } from "../app/context.ts";
import { sweepImports } from "../app/use-cases/system/sweep-imports.server.ts";
import { beatAndUnlock, sweepSends } from "../app/use-cases/system/sweep-sends.server.ts";
import { taskList } from "./catalog.ts";
import { crontab } from "./crontab.ts";

const CONCURRENCY = 8;

export type Worker = { stop(): Promise<void> };

/** How long after the queue failed it is opened again. */
const REOPEN_MS = 1_000;

/** Starts the worker; with a virtual clock the crontab is off, since a driver moves the time. */
export async function startWorker(app: AppContext): Promise<Worker> {
  const lockNames = new Set<string>();
  const queue = await openQueue(app, lockNames);
  const { heartbeatMs, sweepMs } = app.config.intervals;
  const beat = () => beatAndUnlock(app, [...lockNames, app.workerId]);
  await beat().catch((error: unknown) => app.log.error({ event: "worker.beat_failed", err: error }));
  const stopBeating = every(app, heartbeatMs, "worker.beat_failed", beat);
  const stopSweeping = every(app, sweepMs, "worker.sweep_failed", async () => {
    await sweepSends(app);
    await sweepImports(app);
  });
  return {
    async stop() {
      await Promise.all([stopBeating(), stopSweeping()]);
      await queue.stop();
    },
  };
}

/**
 * An error that graphile-worker 0.18.0 leaves to nobody while the database goes away under it (a connection given back
 * twice, a batch after its end). It harms nothing: a queue that gave up is opened again, and what it had locked is freed.
 *
 * Source  github.com/graphile/worker/issues/636, and its main.js (listenForChanges, batch)
 */
export function isOfTheQueue(error: unknown): boolean {
  const frames = (error instanceof Error ? (error.stack ?? "") : "").split("\n").filter((line) => /^\s+at /.test(line));
  // A task of ours is called by the queue too: its errors are ours.
  const isOurs = (frame: string) => !/[\\/]node_modules[\\/]|node:|<anonymous>/.test(frame);
  return frames.some((frame) => /[\\/]graphile-worker[\\/]/.test(frame)) && !frames.some(isOurs);
}

/** The queue gives up when it cannot say how a job ended (the database is away); then it is opened again. */
async function openQueue(app: AppContext, lockNames: Set<string>): Promise<Worker> {
  let isStopping = false;
  let runner = await open();
  const running = keepOpen();

  async function open(): Promise<Runner> {
    return run({
      pgPool: app.db.pool,
      taskList: taskList(app),
      ...(app.clock.isVirtual ? {} : { crontab }),
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 1000,
      logger: loggerOf(app),
      // Listened to from the start: a pool is made before the runner is given.
      events: trackPools(lockNames),
      // Without batches a job's end is reported unawaited, and a lost connection ends the process (graphile-worker 0.18.0).
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  }

  async function keepOpen(): Promise<void> {
    for (;;) {
      await endOf(runner);
      // What the ended queue had locked is not its own any more: without its beats others free it.
      lockNames.clear();
      const next = await reopen();
      if (!next) return;
      runner = next;
    }
  }

  /** Tries until the database is there again; undefined when the worker stops meanwhile. */
  async function reopen(): Promise<Runner | undefined> {
    while (!isStopping) {
      await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
      if (isStopping) return undefined;
      try {
        const next = await open();
        app.log.warn({ event: "worker.queue_reopened" });
        return next;
      } catch (error) {
        app.log.error({ event: "worker.queue_failed", err: error });
      }
    }
    return undefined;
  }

  return {
    async stop() {
      isStopping = true;
      // A queue that has ended by itself cannot be stopped again.
      await runner.stop().catch(() => undefined);
      await running;
    },
  };
}

/** A queue that gives up may wait for ever for a connection that is gone, so its beginning to end counts. */
function endOf(runner: Runner): Promise<void> {
  return new Promise((resolve) => {
    runner.events.once("pool:gracefulShutdown", () => resolve());
    runner.promise.then(resolve, resolve);
  });
}

/** Jobs are locked in the name of the pool, not of its workers (graphile-worker 0.18, batchGetJobs). */
function trackPools(lockNames: Set<string>): WorkerEvents {
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => lockNames.add(workerPool.id));
  events.on("pool:release", ({ workerPool }) => lockNames.delete(workerPool.id));
  return events;
}

/** Runs work again and again, never beside itself; answers how to stop and wait for it. */
function every(app: AppContext, intervalMs: number, event: string, work: () => Promise<unknown>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running = Promise.resolve();
  const next = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = work().then(
        () => undefined,
        // The database may be away for a while; the next beat finds it again.
        (error: unknown) => app.log.error({ event, err: error }),
      );
      void running.then(next);
    }, intervalMs);
  };
  next();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}

function loggerOf(app: AppContext): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === "error") app.log.error({ event: "worker.error", detail: message, err: meta?.error });
    else if (level === "warning") app.log.warn({ event: "worker.warning", detail: message });
    else app.log.debug({ event: "worker.note", detail: message });
  });
}
