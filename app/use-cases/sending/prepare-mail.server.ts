/** scheduled → prepared: write the mail, make its draft where there are drafts, commit. No mail leaves by this. */
import { type AttemptEnd, type EndedCall, recordCall } from "../../../db/queries/send-attempts.ts";
import { type ClaimedJob, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import { hashToken } from "../../credentials/unsubscribe-token.server.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { DraftOutbox, DraftRef } from "../../providers/ports.ts";
import { judgeRefusal } from "./judge-refusal.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";
import { type WrittenMail, writeMail } from "./write-mail.server.ts";

type Prepared = DeliveryOutcome | { outcome: "prepared"; job: ClaimedJob };

export async function prepareMail(step: SendingStep): Promise<Prepared> {
  const written = await writeMail(step);
  if ("problem" in written) return holdMail(step, written.problem);
  const { outbox } = step.mailbox;
  if (outbox.kind === "direct") return commit(step, written, null);
  return makeDraft(step, outbox, written);
}

async function makeDraft(step: SendingStep, outbox: DraftOutbox, written: WrittenMail): Promise<Prepared> {
  if (!step.hasTime()) return { outcome: "deferred", reason: "the lease is running out" };
  const startMs = performance.now();
  const ended = (end: AttemptEnd): EndedCall => ({ call: "create_draft", tookMs: performance.now() - startMs, ...end });
  let draft: DraftRef;
  try {
    draft = await outbox.createDraft(written.mail.mime, written.content.threadId);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const outcome = error.delivery === "unknown" ? "unknown" : "refused";
    const end = ended({ outcome, detail: error.message, providerRequestId: error.requestId });
    await recordCall(step.scope, step.job, end);
    // A draft is no mail: whatever became of the call, nothing left.
    return judgeRefusal(step, error);
  }
  const prepared = await commit(step, written, draft, ended({ outcome: "ok", detail: draft.draftId }));
  // A crash before this line leaves an orphan draft, swept daily.
  if (prepared.outcome === "busy") await outbox.deleteDraft(draft.draftId);
  return prepared;
}

async function commit(
  { scope, inbox, job }: SendingStep,
  written: WrittenMail,
  draft: DraftRef | null,
  call?: EndedCall,
): Promise<Prepared> {
  const { content, mail } = written;
  const known = {
    draftId: draft?.draftId ?? null,
    draftThreadId: draft?.threadId ?? content.threadId,
    historyIdAtPrepare: inbox.syncCursor,
    messageIdHeader: draft ? draft.messageIdHeader : mail.messageIdHeader,
    renderedSubject: content.subject,
    renderedBody: content.body,
  };
  const isMine = await moveSendJob(
    scope,
    { sendJobId: job.sendJobId, fence: job.fence, from: "preparing", to: "prepared" },
    {
      draft_id: known.draftId,
      draft_thread_id: known.draftThreadId,
      history_id_at_prepare: known.historyIdAtPrepare,
      message_id_header: known.messageIdHeader,
      rendered_subject: known.renderedSubject,
      rendered_body: known.renderedBody,
      unsubscribe_token_hash: written.unsubscribeToken === null ? null : hashToken(written.unsubscribeToken),
      retry_at: null,
    },
    { preparedAt: true, keepLease: true, ...(call ? { call } : {}) },
  );
  return isMine ? { outcome: "prepared", job: { ...job, ...known, status: "prepared" } } : { outcome: "busy" };
}

/** preparing → held: nothing was sent and nothing will be until a person mends the cause. */
export async function holdMail({ scope, job }: SendingStep, reason: string): Promise<DeliveryOutcome> {
  const isHeld = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: "preparing", to: "held" } as const;
      mustBeMine(await moveSendJob(scope, move, { reason: "cannot_be_written", reason_detail: reason }));
    }),
  );
  return isHeld ? { outcome: "held", reason } : { outcome: "busy" };
}
