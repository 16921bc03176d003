/**
 * One mail through the ledger, as a table of contents: claim, then what its state asks for.
 * Every arrow is committed before the next call to the provider; losing the fence means stop.
 */

import type { ClaimedJob } from "../../../db/queries/send-jobs.ts";
import { claimSendJob, setLeaseEnd } from "../../../db/queries/send-jobs-claim.ts";
import { mailScopeOf, type Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import { isAppError } from "../../domain/errors.ts";
import { freshenThread } from "./freshen-thread.server.ts";
import { postMail } from "./post-mail.server.ts";
import { type PreflightOutcome, preflightMail } from "./preflight-mail.server.ts";
import { prepareMail } from "./prepare-mail.server.ts";
import { readBackMessageId } from "./read-back-message-id.server.ts";
import { reconcileMail } from "./reconcile-mail.server.ts";
import { returnToQueue } from "./return-to-queue.server.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";

/**
 * Delivers one mail, or brings its doubtful outcome to an end.
 *
 * Rules   at most once: the only way out is what is committed on the row
 * Errors  not_found; everything a provider says is an outcome, not an error
 * Source  design.md 5, reliability.md B.1
 */
export async function deliverSendJob(
  app: AppContext,
  input: { workspaceId: string; sendJobId: string },
): Promise<DeliveryOutcome> {
  const scope = mailScopeOf(app.db, input.workspaceId);
  const { leaseMs } = app.config.intervals;
  // Looked at just before each call: a worker that was stopped past its lease must not call any more (R3).
  const deadlineAt = performance.now() + leaseMs;
  const job = await claimSendJob(scope, { sendJobId: input.sendJobId, owner: app.workerId, leaseMs });
  if (!job) return { outcome: "busy" };
  const hasTime = () => performance.now() + app.config.intervals.httpTimeoutMs < deadlineAt;
  try {
    return await withInboxTokens(app, scope, job.inboxId, (mailbox, inbox) =>
      deliver({ app, scope, mailbox, inbox, job, hasTime }),
    );
  } catch (error) {
    return giveBack(app, scope, job, error);
  }
}

async function deliver(step: SendingStep): Promise<DeliveryOutcome> {
  let job = step.job;
  if (job.status === "sending") {
    const verdict = await reconcileMail(step);
    if (verdict.outcome !== "not_sent") return verdict;
    job = verdict.job;
  }
  if (job.status === "preparing") {
    const prepared = await prepareMail({ ...step, job });
    if (prepared.outcome !== "prepared") return prepared;
    job = prepared.job;
  }
  const fresh = await freshenThread({ ...step, job });
  if (fresh.outcome !== "fresh") return fresh;
  const cleared: PreflightOutcome = await preflightMail({ ...step, job });
  if (cleared.outcome !== "cleared") return cleared;
  const posted = await postMail({ ...step, job: cleared.job });
  if (posted.outcome === "sent") await readBackMessageId(step, posted);
  return posted;
}

/**
 * A revoked token or a broken inbox is the inbox's matter: the mail waits, explained by the inbox's state. A mail of
 * unknown outcome stays `sending`, for nobody has looked; it is looked at again when the mailbox can be.
 */
async function giveBack(app: AppContext, scope: Scope, job: ClaimedJob, error: unknown): Promise<DeliveryOutcome> {
  if (!isAppError(error)) throw error;
  if (job.status === "sending") await setLeaseEnd(scope, job, app.config.intervals.leaseMs);
  else await returnToQueue(scope, job, { retryAt: null, reason: error.message });
  app.log.warn({
    event: "email.deferred",
    workspace_id: scope.workspaceId,
    send_job_id: job.sendJobId,
    reason: error.code,
    detail: error.message,
  });
  return job.status === "sending" ? { outcome: "ambiguous" } : { outcome: "deferred", reason: error.message };
}
