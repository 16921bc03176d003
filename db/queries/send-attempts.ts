/** One row per call to a provider on behalf of a mail: the evidence shown when an outcome is in doubt. */
import { sql } from "kysely";
import type { MailCall } from "../../app/domain/doubtful-mail.ts";
import { newId } from "../../app/domain/ids.ts";
import type { Scope } from "../scope.ts";

export type AttemptCall =
  | "create_draft"
  | "send_draft"
  | "reconcile"
  | "read_back"
  | "delete_draft"
  | "freshen"
  | "submit"
  | "file_copy";
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

/**
 * The calls for these mails, oldest first. Looks that came to the same result one after the other are told once, as the
 * last of them, with their number.
 */
export async function listMailCalls(
  scope: Scope,
  sendJobIds: string[],
): Promise<Map<string, (MailCall & { repeats: number })[]>> {
  const calls = new Map<string, (MailCall & { repeats: number })[]>();
  if (sendJobIds.length === 0) return calls;
  const rows = await scope.handle
    .selectFrom("send_attempts")
    .select([
      "send_job_id as sendJobId",
      "call",
      "started_at as startedAt",
      "finished_at as finishedAt",
      "outcome",
      "detail",
      "provider_request_id as providerRequestId",
    ])
    .where("workspace_id", "=", scope.workspaceId)
    .where("send_job_id", "in", sendJobIds)
    .orderBy("started_at")
    .orderBy("id")
    .execute();
  for (const { sendJobId, ...call } of rows) {
    const own = calls.get(sendJobId) ?? [];
    calls.set(sendJobId, own);
    const before = own.at(-1);
    if (before && isAlike(before, call)) own[own.length - 1] = { ...call, repeats: before.repeats + 1 };
    else own.push({ ...call, repeats: 1 });
  }
  return calls;
}

function isAlike(a: MailCall, b: MailCall): boolean {
  return a.call === b.call && a.outcome === b.outcome && a.detail === b.detail;
}
