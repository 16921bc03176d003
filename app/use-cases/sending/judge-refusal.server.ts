/** What a provider's refusal means when nothing left: the mail waits, the inbox waits, or the mail fails for good. */
import { insertInboxEvent } from "../../../db/queries/inbox-events.ts";
import { moveSendJob } from "../../../db/queries/send-jobs.ts";
import { blockInboxUntil, releaseSlot } from "../../../db/queries/send-preflight.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import type { ProviderError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { blockedReason } from "../../domain/inbox-health.ts";
import { pauseByWatchdog } from "../inboxes/pause-inbox.server.ts";
import { holdUnthreaded } from "./hold-unthreaded.server.ts";
import { recordThrottle } from "./record-moved-plans.server.ts";
import { returnToQueue } from "./return-to-queue.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";

const THROTTLE_MS = 5 * 60_000;
const TRANSIENT_MS = 60_000;

/**
 * A throttle moves the inbox's next slot; a passing trouble the mail's; a final no to this mail is stored as failed.
 * A no to the mailbox itself is not the mail's fate: the inbox is paused before another mail tries, and the mail waits.
 */
export async function judgeRefusal(step: SendingStep, error: ProviderError): Promise<DeliveryOutcome> {
  const { app, scope, job } = step;
  const now = await app.clock.now();
  switch (error.kind) {
    case "auth_revoked":
    case "scope_missing":
      // The inbox is disconnected by whoever opened its tokens; the mail did not leave, and says so before.
      await returnToQueue(scope, job, { retryAt: null, reason: error.message });
      throw error;
    case "blocked": {
      const pause = {
        inboxId: job.inboxId,
        reason: blockedReason(error.message),
        at: now,
        blockedAnswer: error.message,
      };
      await pauseByWatchdog(scope, { ...pause, change: { by: "blocked_answer", provider: error.provider } });
      return putBack(step, { retryAt: null, reason: error.message });
    }
    case "rate_limited":
    case "quota_exhausted": {
      const until = new Date(now.getTime() + (error.retryAfterMs ?? THROTTLE_MS));
      await blockInboxUntil(scope, job.inboxId, until, error.message);
      const throttle = { inboxId: job.inboxId, now, reason: error.message, until };
      await inTransaction(scope, (scope) => recordThrottle(scope, throttle));
      if (error.kind === "quota_exhausted") await recordLimit(step, error.message, now);
      return putBack(step, { retryAt: until, reason: error.message });
    }
    case "invalid_request":
      return failMail(step, error.message);
    default: {
      const held = error.kind === "not_found" ? await holdUnthreaded(step) : undefined;
      return held ?? putBack(step, { retryAt: new Date(now.getTime() + TRANSIENT_MS), reason: error.message });
    }
  }
}

async function putBack(
  { scope, job }: SendingStep,
  later: { retryAt: Date | null; reason: string },
): Promise<DeliveryOutcome> {
  await returnToQueue(scope, job, later);
  return { outcome: "deferred", reason: later.reason };
}

/** A used-up limit speaks against the ramp; a throttle of the minute does not. */
async function recordLimit({ scope, job }: SendingStep, detail: string, at: Date): Promise<void> {
  const event = { inboxEventId: newId(), kind: "limit_answer", detail, at, inboxId: job.inboxId } as const;
  await inTransaction(scope, (scope) => insertInboxEvent(scope, event));
}

async function failMail({ scope, job }: SendingStep, reason: string): Promise<DeliveryOutcome> {
  // What refuses is a call: the one that makes the draft, or the one that sends.
  const from = job.status === "preparing" ? "preparing" : "sending";
  const isFailed = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.usageOn && job.usageQuarterAt) {
        await releaseSlot(scope, { inboxId: job.inboxId, localOn: job.usageOn, quarterAt: job.usageQuarterAt });
      }
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from, to: "failed" } as const;
      const change = { reason: "refused", reason_detail: reason, usage_on: null, usage_quarter_at: null };
      mustBeMine(await moveSendJob(scope, move, change));
    }),
  );
  return isFailed ? { outcome: "failed", reason } : { outcome: "busy" };
}
