/** graphile-worker in this process: a trigger, not the truth. Own leases and an own sweeper keep the promises. */
import { Logger, type Runner, run } from "graphile-worker";
import type { AppContext } from "../app/context.ts";
import { sweepImports } from "../app/use-cases/system/sweep-imports.server.ts";
import { beatAndUnlock, sweepSends } from "../app/use-cases/system/sweep-sends.server.ts";
import { taskList } from "./catalog.ts";
import { crontab } from "./crontab.ts";

const CONCURRENCY = 8;

export type Worker = { stop(): Promise<void> };

/** Starts the worker; with a virtual clock the crontab is off, since a driver moves the time. */
export async function startWorker(app: AppContext): Promise<Worker> {
  const workerIds = new Set<string>();
  const runner = await run({
    pgPool: app.db.pool,
    taskList: taskList(app),
    ...(app.clock.isVirtual ? {} : { crontab }),
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: loggerOf(app),
  });
  trackWorkers(runner, workerIds);
  const { heartbeatMs, sweepMs } = app.config.intervals;
  await beatAndUnlock(app, [...workerIds, app.workerId]);
  const stopBeating = every(app, heartbeatMs, "worker.beat_failed", () =>
    beatAndUnlock(app, [...workerIds, app.workerId]),
  );
  const stopSweeping = every(app, sweepMs, "worker.sweep_failed", async () => {
    await sweepSends(app);
    await sweepImports(app);
  });
  return {
    async stop() {
      await Promise.all([stopBeating(), stopSweeping()]);
      await runner.stop();
    },
  };
}

function trackWorkers(runner: Runner, workerIds: Set<string>): void {
  runner.events.on("worker:create", ({ worker }) => workerIds.add(worker.workerId));
  runner.events.on("worker:release", ({ worker }) => workerIds.delete(worker.workerId));
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
