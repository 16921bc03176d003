import { hasLiveWorker, isSchemaCurrent } from "../../../db/queries/system/readiness.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

/** `worker` is "none" where this process runs no worker: another one's silence is not this one's fault. */
export type Readiness = { ok: boolean; database: boolean; migrations: boolean; worker: "alive" | "silent" | "none" };

/** Six missed heartbeats. */
const SILENT_AFTER_MS = 90_000;

/** Whether traffic should come here: the database answers, its schema is ours, and the worker lives. */
export async function checkReadiness(app: AppContext): Promise<Readiness> {
  try {
    const migrations = await isSchemaCurrent(app.db);
    const worker = await workerState(app);
    return { ok: migrations && worker !== "silent", database: true, migrations, worker };
  } catch (error) {
    app.log.warn({ event: "readiness.failed", err: error });
    return { ok: false, database: false, migrations: false, worker: "none" };
  }
}

async function workerState(app: AppContext): Promise<Readiness["worker"]> {
  if (app.config.process === "web") return "none";
  return (await hasLiveWorker(systemScope(app.db), SILENT_AFTER_MS)) ? "alive" : "silent";
}
