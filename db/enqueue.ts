/** Adds background work on the caller's own connection: the job exists if and only if the change does. */
import { sql } from "kysely";
import type { TaskName, TaskPayload } from "../jobs/payloads.ts";
import type { AccessTransactionScope, SystemTransactionScope, TransactionScope } from "./scope.ts";

export type EnqueueOptions = {
  /** Real time, by the database's clock. */
  runAt?: Date;
  /** Replaces a waiting job of the same key; never a mutex (a running job of the key may run beside it). */
  jobKey?: string;
  maxAttempts?: number;
};

export async function enqueue<T extends TaskName>(
  scope: TransactionScope | SystemTransactionScope | AccessTransactionScope,
  task: T,
  payload: TaskPayload<T>,
  options: EnqueueOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(
    ${task},
    payload := ${JSON.stringify(payload)}::json,
    run_at := ${options.runAt ?? null}::timestamptz,
    job_key := ${options.jobKey ?? null}::text,
    max_attempts := ${options.maxAttempts ?? 5}::int
  )`.execute(scope.handle);
}
