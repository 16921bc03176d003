/** Imports that wait for work nobody will do: their job used up its tries, or is gone. */
import { sql } from "kysely";
import type { SystemScope } from "../../scope.ts";

export type LostImport = { workspaceId: string; importId: string; work: "import" | "undo" };

/** A job lives while a worker holds it or it has tries left. Source: graphile-worker 0.18, view graphile_worker.jobs */
export async function listLostImports(scope: SystemScope, limit: number): Promise<LostImport[]> {
  const { rows } = await sql<LostImport>`
    select waiting.workspace_id as "workspaceId", waiting.id as "importId", waiting.work
    from (
      select workspace_id, id, case when status in ('queued', 'running') then 'import' else 'undo' end as work
      from lead_imports
      where status in ('queued', 'running') or undo_status = 'running'
    ) waiting
    where not exists (
      select from graphile_worker.jobs job
      where job.key = case waiting.work when 'import' then 'import_leads:' else 'undo_import:' end || waiting.id
        and (job.locked_at is not null or job.attempts < job.max_attempts)
    )
    order by waiting.workspace_id, waiting.id
    limit ${limit}`.execute(scope.handle);
  return rows;
}
