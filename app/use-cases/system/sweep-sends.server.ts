/** Recovery by our own sweeper: graphile-worker's locks last four hours, ours two minutes (reliability.md R10). */

import {
  beatHeart,
  listExpiredLeases,
  listWithdrawnDrafts,
  type OrphanedJob,
  reopenMendedJobs,
  unlockSilentWorkers,
} from "../../../db/queries/system/send-due.ts";
import { forgetDraft, postponeDraft } from "../../../db/queries/withdrawn-drafts.ts";
import { scopeOf, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import { isAppError } from "../../domain/errors.ts";
import { deliverSendJob } from "../sending/deliver-send-job.server.ts";

const JOBS_PER_SWEEP = 200;
const INBOXES_AT_ONCE = 8;
const DRAFTS_PER_SWEEP = 50;

/** Takes up every mail whose worker is gone: prepares again, or finds out what became of it. */
export async function sweepSends(app: AppContext): Promise<{ takenUpCount: number; withdrawnCount: number }> {
  const scope = systemScope(app.db);
  const orphans = await listExpiredLeases(scope, await app.clock.now(), JOBS_PER_SWEEP);
  await takeUpByInbox(app, orphans);
  await reopenMendedJobs(scope);
  return { takenUpCount: orphans.length, withdrawnCount: await deleteWithdrawnDrafts(app) };
}

/**
 * Mail by mail within an inbox, inboxes beside each other: one that does not answer costs a time-out for each of its
 * mails, and must not keep the others from being well again. Its rest is left to the next sweep.
 */
async function takeUpByInbox(app: AppContext, orphans: OrphanedJob[]): Promise<void> {
  const byInbox = new Map<string, OrphanedJob[]>();
  for (const orphan of orphans) byInbox.set(orphan.inboxId, [...(byInbox.get(orphan.inboxId) ?? []), orphan]);
  const inboxes = [...byInbox.values()];
  const endAt = performance.now() + app.config.intervals.sweepMs;
  const takeTurns = async () => {
    for (let inbox = inboxes.shift(); inbox; inbox = inboxes.shift()) {
      for (const orphan of inbox) if (performance.now() < endAt && !app.stopping.aborted) await takeUp(app, orphan);
    }
  };
  await Promise.all(Array.from({ length: INBOXES_AT_ONCE }, takeTurns));
}

/** One mail that cannot be taken up does not keep the others from it: its lease runs, and it is tried again after. */
async function takeUp(app: AppContext, orphan: OrphanedJob): Promise<void> {
  const about = { workspace_id: orphan.workspaceId, send_job_id: orphan.sendJobId };
  try {
    const { outcome } = await deliverSendJob(app, orphan);
    app.log.info({ event: "email.recovered", ...about, outcome });
  } catch (error) {
    app.log.error({ event: "email.not_recovered", ...about, err: error });
  }
}

async function deleteWithdrawnDrafts(app: AppContext): Promise<number> {
  const scope = systemScope(app.db);
  const drafts = await listWithdrawnDrafts(scope, DRAFTS_PER_SWEEP);
  for (const draft of drafts) {
    try {
      const scope = scopeOf(app.db, draft.workspaceId);
      const result = await withInboxTokens(app, scope, draft.inboxId, async ({ outbox }) =>
        outbox.kind === "drafts" ? outbox.deleteDraft(draft.draftId) : "deleted",
      );
      await (result === "deleted" ? forgetDraft(scope, draft) : postponeDraft(scope, draft));
    } catch (error) {
      if (!isAppError(error)) throw error;
      app.log.warn({
        event: "draft.not_deleted",
        workspace_id: draft.workspaceId,
        inbox_id: draft.inboxId,
        reason: error.code,
      });
    }
  }
  return drafts.length;
}

/** Says that these workers live, and frees the jobs of those that do not. */
export async function beatAndUnlock(app: AppContext, workerIds: string[]): Promise<void> {
  const scope = systemScope(app.db);
  await beatHeart(scope, workerIds);
  const silent = await unlockSilentWorkers(scope, app.config.intervals.silentWorkerMs);
  if (silent.length > 0) app.log.warn({ event: "worker.unlocked", count: silent.length });
}
