/**
 * Taking a mail in hand: the claim with its fence, and the lease that says until when (database time).
 * A lease protects nothing by itself: every later move says the fence again.
 */
import { type SqlBool, sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope } from "../scope.ts";
import type { AttemptCall } from "./send-attempts.ts";
import { type ClaimedJob, sendJobOf } from "./send-jobs.ts";

/**
 * Takes a job for `leaseMs`: scheduled becomes preparing; prepared goes on; sending may only be reconciled.
 * Undefined when another worker holds it or it is not open any more.
 */
export async function claimSendJob(
  scope: Scope,
  input: { sendJobId: string; owner: string; leaseMs: number },
): Promise<ClaimedJob | undefined> {
  const row = await scope.handle
    .updateTable("send_jobs")
    .set({
      status: sql`case status when 'scheduled' then 'preparing' else status end`,
      lease_owner: input.owner,
      lease_until: leaseEnd(input.leaseMs),
      fence: sql`fence + 1`,
      updated_at: sql`now()`,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", (free) =>
      free
        .selectFrom("send_jobs")
        .select("id")
        .where("workspace_id", "=", scope.workspaceId)
        .where("id", "=", input.sendJobId)
        .where("status", "in", ["scheduled", "preparing", "prepared", "sending"])
        .where(sql<SqlBool>`(lease_until is null or lease_until < now())`)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .returning(sql<number | null>`extract(epoch from clock_timestamp() - last_post_at) * 1000`.as("since_post_ms"))
    .executeTakeFirst();
  if (!row) return undefined;
  const job = sendJobOf(row);
  return {
    ...job,
    status: row.status as ClaimedJob["status"],
    sincePostMs: row.since_post_ms === null ? null : Number(row.since_post_ms),
  };
}

/** The mail is about to be handed over. False: somebody else owns the job; hand over nothing. */
export async function stampPost(scope: Scope, job: { sendJobId: string; fence: number }): Promise<boolean> {
  const result = await scope.handle
    .updateTable("send_jobs")
    .set({ last_post_at: sql`clock_timestamp()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", "sending")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The same with the trace of the call that hands it over; undefined: hand over nothing. */
export async function stampCall(
  scope: Scope,
  job: { sendJobId: string; fence: number },
  call: AttemptCall,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with mine as (
      update send_jobs set last_post_at = clock_timestamp()
      where workspace_id = ${scope.workspaceId} and id = ${job.sendJobId} and fence = ${job.fence} and status = 'sending'
      returning workspace_id, id, fence)
    insert into send_attempts (workspace_id, id, send_job_id, call, fence, started_at)
    select workspace_id, ${newId()}, id, ${call}, fence, clock_timestamp() from mine returning id`.execute(
    scope.handle,
  );
  return rows[0]?.id;
}

/** Looks again later without holding a worker: the lease ends after `ms` by the database's clock. */
export async function setLeaseEnd(scope: Scope, job: { sendJobId: string; fence: number }, ms: number): Promise<void> {
  await scope.handle
    .updateTable("send_jobs")
    .set({ lease_until: leaseEnd(ms) })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .execute();
}

function leaseEnd(ms: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
}
