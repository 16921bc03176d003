/** Across workspaces: when the next mail falls due, which jobs lost their worker, which workers fell silent. */
import { sql } from "kysely";
import type { SystemScope } from "../../scope.ts";

export type InboxRef = { workspaceId: string; inboxId: string };

/** The earliest instant after `now` at which a mail falls due; for the driver of a virtual clock. */
export async function findNextDueAt(scope: SystemScope, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(greatest(j.due_at, coalesce(j.retry_at, j.due_at))) as at from send_jobs j
    join campaigns c on c.workspace_id = j.workspace_id and c.id = j.campaign_id and c.status = 'active'
    where j.status in ('scheduled', 'prepared') and greatest(j.due_at, coalesce(j.retry_at, j.due_at)) > ${now}`.execute(
    scope.handle,
  );
  return rows[0]?.at ?? null;
}

export type OrphanedJob = { workspaceId: string; inboxId: string; sendJobId: string };

/**
 * Jobs in the middle of a delivery whose lease has ended (database time): their worker is gone or stuck. And answers that
 * wait, when their time to be tried again has come (`now`: application time).
 */
export async function listExpiredLeases(scope: SystemScope, now: Date, limit: number): Promise<OrphanedJob[]> {
  const { rows } = await sql<OrphanedJob>`
    select workspace_id as "workspaceId", inbox_id as "inboxId", id as "sendJobId" from send_jobs
    where (status in ('preparing', 'prepared', 'sending') and lease_until < now())
       or (status = 'sending' and lease_until is null)
       or (kind <> 'sequence' and status in ('scheduled', 'prepared') and (lease_until is null or lease_until < now())
           and (retry_at is null or retry_at <= ${now}) and updated_at < now() - interval '5 seconds')
    order by lease_until nulls first limit ${limit}`.execute(scope.handle);
  return rows;
}

/** Mails that could not be written, whose lead or workspace was changed since: they may be written now. */
export async function reopenMendedJobs(scope: SystemScope): Promise<void> {
  await sql`
    update send_jobs j
    set status = 'scheduled', reason = null, reason_detail = null, retry_at = null, updated_at = now()
    from leads l, workspaces w
    where j.status = 'held' and j.reason = 'cannot_be_written' and j.kind = 'sequence'
      and l.workspace_id = j.workspace_id and l.id = j.lead_id and w.id = j.workspace_id
      and (l.updated_at > j.updated_at or w.updated_at > j.updated_at)`.execute(scope.handle);
}

export type WithdrawnDraft = InboxRef & { sendJobId: string; draftId: string };

/** Mails that were taken back while their draft stood in the mailbox. */
export async function listWithdrawnDrafts(scope: SystemScope, limit: number): Promise<WithdrawnDraft[]> {
  const { rows } = await sql<WithdrawnDraft>`
    select j.workspace_id as "workspaceId", j.inbox_id as "inboxId", j.id as "sendJobId", j.draft_id as "draftId"
    from send_jobs j
    join inbox_connections i on i.workspace_id = j.workspace_id and i.id = j.inbox_id and i.status <> 'disconnected'
    where j.status in ('canceled', 'skipped') and j.draft_id is not null and (j.retry_at is null or j.retry_at <= now())
    limit ${limit}`.execute(scope.handle);
  return rows;
}

export async function beatHeart(scope: SystemScope, workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await sql`
    insert into worker_heartbeats (worker_id, started_at, beat_at)
    select id, now(), now() from unnest(${workerIds}::text[]) as id
    on conflict (worker_id) do update set beat_at = now()`.execute(scope.handle);
}

/** Unlocks the queue's jobs of workers that fell silent and forgets them, both or neither; answers which they were. */
export async function unlockSilentWorkers(scope: SystemScope, silentMs: number): Promise<string[]> {
  const { rows } = await sql<{ worker_ids: string[] | null }>`
    with silent as (
      delete from worker_heartbeats where beat_at < now() - make_interval(secs => ${silentMs / 1000}) returning worker_id
    ), gathered as materialized (select array_agg(worker_id) as worker_ids from silent)
    select worker_ids, case when worker_ids is not null then graphile_worker.force_unlock_workers(worker_ids) end as unlocked
    from gathered`.execute(scope.handle);
  return rows[0]?.worker_ids ?? [];
}
