/** One row per call to a provider on behalf of a mail: the evidence shown when an outcome is in doubt. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope } from "../scope.ts";

export type AttemptCall = "create_draft" | "send_draft" | "reconcile" | "read_back" | "delete_draft" | "freshen";
export type AttemptOutcome = "ok" | "refused" | "throttled" | "unknown" | "gone";

/** Written before the call, so that a crash leaves a trace; `finishAttempt` adds how it ended. */
export async function startAttempt(
  scope: Scope,
  job: { sendJobId: string; fence: number },
  call: AttemptCall,
): Promise<string> {
  const id = newId();
  await scope.handle
    .insertInto("send_attempts")
    .values({
      workspace_id: scope.workspaceId,
      id,
      send_job_id: job.sendJobId,
      call,
      fence: job.fence,
      started_at: sql`clock_timestamp()`,
    })
    .execute();
  return id;
}

export async function finishAttempt(
  scope: Scope,
  attemptId: string,
  end: { outcome: AttemptOutcome; detail?: string | null; providerRequestId?: string | null },
): Promise<void> {
  await scope.handle
    .updateTable("send_attempts")
    .set({
      finished_at: sql`clock_timestamp()`,
      outcome: end.outcome,
      detail: end.detail ?? null,
      provider_request_id: end.providerRequestId ?? null,
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", attemptId)
    .execute();
}
