/**
 * Taking a mail in hand: the claim with its fence, and the lease that says until when (database time).
 * A lease protects nothing by itself: every later move says the fence again.
 */
import { type SqlBool, sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";
import { type ClaimedJob, type SendJobStatus, sendJobOf } from "./send-jobs.ts";

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

/** Locks the job's row last, as the lock order wants, and answers whether the caller still owns it. */
export async function lockOwnedJob(
  scope: TransactionScope,
  job: { sendJobId: string; fence: number; status: SendJobStatus; freshWithinMs: number },
): Promise<{ isFresh: boolean; hasReservation: boolean } | undefined> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .select([
      "usage_on",
      sql<boolean>`coalesce(freshened_at > clock_timestamp() - make_interval(secs => ${job.freshWithinMs / 1000}), false)`.as(
        "is_fresh",
      ),
    ])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", job.sendJobId)
    .where("fence", "=", job.fence)
    .where("status", "=", job.status)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && { isFresh: row.is_fresh, hasReservation: row.usage_on !== null };
}

function leaseEnd(ms: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
}
