/** Planned times that moved: what stood before, what stands now, and why. Written by whoever moves them, in the same transaction. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type PlanMove = { sendJobId: string; oldAt: Date | null; newAt: Date };

/** Moves of one cause, in one statement; those that move nothing leave no row. `at`: application time, else the database's. */
export async function insertPlanChanges(
  scope: TransactionScope,
  { moves, reason, at }: { moves: PlanMove[]; reason: string; at?: Date },
): Promise<void> {
  const moved = moves.filter(({ oldAt, newAt }) => oldAt?.getTime() !== newAt.getTime());
  if (moved.length === 0) return;
  await sql`
    insert into plan_changes (workspace_id, id, send_job_id, old_at, new_at, reason, created_at)
    select ${scope.workspaceId}, id, send_job_id, old_at, new_at, ${reason}, coalesce(${at ?? null}::timestamptz, now())
    from unnest(${moved.map(() => newId())}::uuid[], ${moved.map((move) => move.sendJobId)}::uuid[],
      ${moved.map((move) => move.oldAt)}::timestamptz[], ${moved.map((move) => move.newAt)}::timestamptz[])
      as moved (id, send_job_id, old_at, new_at)`.execute(scope.handle);
}

/** One mail that is put off to `newAt`; to be called before its row is changed, for the row says what stood before. */
export async function recordDeferral(
  scope: TransactionScope,
  { sendJobId, newAt, reason, at }: { sendJobId: string; newAt: Date; reason: string; at?: Date },
): Promise<void> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .select(sql<Date>`greatest(due_at, retry_at)`.as("oldAt"))
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .executeTakeFirst();
  if (row) await insertPlanChanges(scope, { moves: [{ sendJobId, oldAt: row.oldAt, newAt }], reason, at });
}

export type PlanChange = { stepNo: number | null; oldAt: Date | null; newAt: Date | null; reason: string; at: Date };

/** The moves of a journey's mails, newest first. */
export async function listPlanChanges(scope: Scope, campaignLeadId: string, limit: number): Promise<PlanChange[]> {
  return scope.handle
    .selectFrom("plan_changes as change")
    .innerJoin("send_jobs as job", (join) =>
      join.onRef("job.workspace_id", "=", "change.workspace_id").onRef("job.id", "=", "change.send_job_id"),
    )
    .select(["job.step_no as stepNo", "change.old_at as oldAt", "change.new_at as newAt", "change.reason"])
    .select("change.created_at as at")
    .where("job.workspace_id", "=", scope.workspaceId)
    .where("job.campaign_lead_id", "=", campaignLeadId)
    .orderBy("change.created_at", "desc")
    .orderBy("change.id", "desc")
    .limit(limit)
    .execute();
}
