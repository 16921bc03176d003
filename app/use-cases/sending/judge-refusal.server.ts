/** What a provider's refusal means for the mail when nothing left: wait, or fail for good with the reason shown. */
import { moveSendJob } from "../../../db/queries/send-jobs.ts";
import { blockInboxUntil, releaseSlot } from "../../../db/queries/send-preflight.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import type { ProviderError } from "../../domain/errors.ts";
import { returnToQueue } from "./return-to-queue.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";

const THROTTLE_MS = 5 * 60_000;
const TRANSIENT_MS = 60_000;

/** A throttle moves the inbox's next slot; a passing trouble the mail's; a final no is stored as failed. */
export async function judgeRefusal(step: SendingStep, error: ProviderError): Promise<DeliveryOutcome> {
  const { app, scope, job } = step;
  const now = await app.clock.now();
  switch (error.kind) {
    case "auth_revoked":
    case "scope_missing":
      // The inbox is disconnected by whoever opened its tokens; the mail did not leave, and says so before.
      await returnToQueue(scope, job, { retryAt: null, reason: error.message });
      throw error;
    case "rate_limited":
    case "quota_exhausted": {
      const until = new Date(now.getTime() + (error.retryAfterMs ?? THROTTLE_MS));
      await blockInboxUntil(scope, job.inboxId, until, error.message);
      await returnToQueue(scope, job, { retryAt: until, reason: error.message });
      return { outcome: "deferred", reason: error.message };
    }
    case "invalid_request":
    case "blocked":
      return failMail(step, error.message);
    default: {
      await returnToQueue(scope, job, { retryAt: new Date(now.getTime() + TRANSIENT_MS), reason: error.message });
      return { outcome: "deferred", reason: error.message };
    }
  }
}

async function failMail({ scope, job }: SendingStep, reason: string): Promise<DeliveryOutcome> {
  const isFailed = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.usageOn && job.usageQuarterAt) {
        await releaseSlot(scope, { inboxId: job.inboxId, localOn: job.usageOn, quarterAt: job.usageQuarterAt });
      }
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: job.status, to: "failed" } as const;
      const change = { reason: "refused", reason_detail: reason, usage_on: null, usage_quarter_at: null };
      mustBeMine(await moveSendJob(scope, move, change));
    }),
  );
  return isFailed ? { outcome: "failed", reason } : { outcome: "busy" };
}
