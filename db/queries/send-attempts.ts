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

export type AttemptEnd = { outcome: AttemptOutcome; detail?: string | null; providerRequestId?: string | null };

/** A call that is over: a row of its own, or written with what it led to. */
export type EndedCall = AttemptEnd & { call: AttemptCall; tookMs: number };

/** Written before a call that may take long or make a mail leave, so that a crash leaves a trace. */
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

export async function finishAttempt(scope: Scope, attemptId: string, end: AttemptEnd): Promise<void> {
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

/** A call that can make no mail leave is written when it is over; cut short by a crash, it has changed nothing. */
export async function recordCall(
  scope: Scope,
  job: { sendJobId: string; fence: number },
  call: EndedCall,
): Promise<void> {
  await scope.handle
    .insertInto("send_attempts")
    .values(endedCallRow(scope, job, call))
    .execute();
}

/** The row of an ended call, for whoever writes it in the statement that records its consequence. */
export function endedCallRow(scope: Scope, job: { sendJobId: string; fence: number }, call: EndedCall) {
  return {
    workspace_id: scope.workspaceId,
    id: newId(),
    send_job_id: job.sendJobId,
    call: call.call,
    fence: job.fence,
    started_at: sql<Date>`clock_timestamp() - make_interval(secs => ${call.tookMs / 1000})`,
    finished_at: sql<Date>`clock_timestamp()`,
    outcome: call.outcome,
    detail: call.detail ?? null,
    provider_request_id: call.providerRequestId ?? null,
  };
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
