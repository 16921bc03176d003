/** A mail that did not leave goes back to where it may be taken up again, with its slot given back if it had one. */
import { recordDeferral } from "../../../db/queries/plan-changes.ts";
import { type ClaimedJob, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { releaseSlot } from "../../../db/queries/send-preflight.ts";
import { inTransaction, type Scope } from "../../../db/scope.ts";
import { waitingArrow } from "../../domain/send-ledger.ts";
import { mustBeMine, unlessLost } from "./sending-step.ts";

/**
 * preparing → scheduled; prepared stays prepared; sending → prepared. Only with proof that nothing left.
 *
 * Rules   false when the fence is lost; then nothing changed. A time that moves leaves its reason (plan_changes)
 */
export function returnToQueue(
  scope: Scope,
  job: ClaimedJob,
  later: { retryAt: Date | null; reason: string },
): Promise<boolean> {
  const arrow = waitingArrow(job.status);
  return unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.usageOn && job.usageQuarterAt) {
        await releaseSlot(scope, { inboxId: job.inboxId, localOn: job.usageOn, quarterAt: job.usageQuarterAt });
      }
      const move = {
        sendJobId: job.sendJobId,
        fence: job.fence,
        ...arrow,
        // A slot that somebody gave back already is not given back twice.
        usageOn: job.usageOn,
      } as const;
      if (later.retryAt)
        await recordDeferral(scope, { sendJobId: job.sendJobId, newAt: later.retryAt, reason: later.reason });
      const why = { retry_at: later.retryAt, reason: "deferred", reason_detail: later.reason };
      mustBeMine(await moveSendJob(scope, move, { ...why, usage_on: null, usage_quarter_at: null }));
    }),
  );
}
