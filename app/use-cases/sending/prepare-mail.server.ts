/** scheduled → prepared: render, compose, make the draft, commit its id. A crash in between leaves an orphan draft, no mail. */

import { getInbox } from "../../../db/queries/inboxes.ts";
import { getConversationThread, getStepContent } from "../../../db/queries/mail-content.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { attemptIdOf, type ClaimedJob, listSentOfJourney, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import { getInstanceKey } from "../../credentials/instance-keys.server.ts";
import { hashToken, unsubscribeToken } from "../../credentials/unsubscribe-token.server.ts";
import { AppError, isAppError, isProviderError } from "../../domain/errors.ts";
import { leadMergeFields } from "../../domain/lead-merge-fields.ts";
import { renderTemplate } from "../../domain/merge-template.ts";
import { composeMail } from "../../mail/compose-mail.ts";
import { judgeRefusal } from "./judge-refusal.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";

type Content = {
  subject: string;
  body: string;
  threadId: string | null;
  inReplyTo: string | null;
  references: string[];
  /** null for an answer in a conversation: no footer. */
  postalAddress: string | null;
  hasFooter: boolean;
};

export async function prepareMail(
  step: SendingStep,
): Promise<DeliveryOutcome | { outcome: "prepared"; job: ClaimedJob }> {
  const { app, scope, session, job } = step;
  const content = await contentOf(step);
  if ("problem" in content) return holdMail(step, content.problem);
  const inbox = await getInbox(scope, job.inboxId);
  const key = await getInstanceKey(app, "unsubscribe");
  const token = unsubscribeToken(key, { workspaceId: scope.workspaceId, sendJobId: job.sendJobId });
  const unsubscribeUrl = `${app.config.appUrl}/u/${token}`;
  let mime: Uint8Array;
  try {
    const composed = await composeMail({
      from: { email: inbox.sendAs ?? inbox.email, name: inbox.displayName },
      to: { email: job.toEmail },
      subject: content.subject,
      text: content.body,
      signature: inbox.signature,
      footer: content.hasFooter ? { postalAddress: content.postalAddress ?? "", unsubscribeUrl } : null,
      messageId: `<${job.sendJobId}.${job.attemptNo}@${inbox.email.split("@")[1]}>`,
      date: await app.clock.now(),
      inReplyTo: content.inReplyTo,
      references: content.references,
      attemptId: attemptIdOf(job),
      listUnsubscribe: content.hasFooter ? { url: unsubscribeUrl } : null,
    });
    mime = composed.mime;
  } catch (error) {
    if (!isAppError(error) || error.code !== "invalid_input") throw error;
    return holdMail(step, error.message);
  }
  if (!step.hasTime()) return { outcome: "deferred", reason: "the lease is running out" };
  const attempt = await startAttempt(scope, job, "create_draft");
  try {
    const draft = await app.providers.gmail.createDraft(session, mime, content.threadId);
    await finishAttempt(scope, attempt, { outcome: "ok", detail: draft.draftId });
    const isMine = await moveSendJob(
      scope,
      { sendJobId: job.sendJobId, fence: job.fence, from: "preparing", to: "prepared" },
      {
        draft_id: draft.draftId,
        draft_thread_id: draft.threadId,
        history_id_at_prepare: inbox.syncCursor,
        rendered_subject: content.subject,
        rendered_body: content.body,
        unsubscribe_token_hash: content.hasFooter ? hashToken(token) : null,
        retry_at: null,
      },
      { preparedAt: true, keepLease: true },
    );
    if (!isMine) {
      await app.providers.gmail.deleteDraft(session, draft.draftId);
      return { outcome: "busy" };
    }
    const prepared = { draftId: draft.draftId, draftThreadId: draft.threadId, historyIdAtPrepare: inbox.syncCursor };
    return {
      outcome: "prepared",
      job: { ...job, ...prepared, status: "prepared", renderedSubject: content.subject, renderedBody: content.body },
    };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishAttempt(scope, attempt, {
      outcome: error.delivery === "unknown" ? "unknown" : "refused",
      detail: error.kind,
      providerRequestId: error.requestId,
    });
    // A draft is no mail: whatever became of the call, nothing left.
    return judgeRefusal(step, error);
  }
}

async function contentOf({ scope, job }: SendingStep): Promise<Content | { problem: string }> {
  if (job.kind !== "sequence" && job.conversationId) {
    const thread = await getConversationThread(scope, job.conversationId);
    return {
      subject: job.renderedSubject ?? "",
      body: job.renderedBody ?? "",
      threadId: thread.threadKey,
      inReplyTo: thread.messageIds.at(-1) ?? null,
      references: thread.messageIds,
      postalAddress: null,
      hasFooter: false,
    };
  }
  if (!job.campaignLeadId || job.stepNo === null)
    throw new AppError("internal", "A sequence mail without its journey.");
  const inbox = await getInbox(scope, job.inboxId);
  const content = await getStepContent(scope, {
    campaignLeadId: job.campaignLeadId,
    stepNo: job.stepNo,
    variant: job.variant,
  });
  if (!content.postalAddress) return { problem: "The workspace has no postal address. Add it in Settings." };
  const fields = leadMergeFields(content.lead, { name: inbox.displayName, email: inbox.email });
  const before = await listSentOfJourney(scope, job.campaignLeadId);
  const first = before[0];
  const last = before.at(-1);
  const subject = first
    ? { ok: true as const, text: /^re:/i.test(first.subject) ? first.subject : `Re: ${first.subject}` }
    : renderTemplate(content.subject, fields, "subject");
  const body = renderTemplate(content.body, fields, "body");
  const problems = [subject, body].flatMap((result) => (result.ok ? [] : result.problems));
  if (!subject.ok || !body.ok) {
    const words = problems.map((problem) => `${problem.field} is ${problem.reason.replaceAll("_", " ")}`).join(", ");
    return { problem: `Step ${job.stepNo} cannot be written for this lead: ${words}.` };
  }
  // A thread id belongs to one mailbox: from another inbox only the RFC headers thread (providers.md 2.5).
  const isSameInbox = last?.inboxId === job.inboxId;
  return {
    subject: subject.text,
    body: body.text,
    threadId: isSameInbox ? (first?.threadId ?? null) : null,
    inReplyTo: last?.messageIdHeader ?? null,
    references: before.flatMap((mail) => mail.messageIdHeader ?? []),
    postalAddress: content.postalAddress,
    hasFooter: true,
  };
}

/** preparing → held: nothing was sent and nothing will be until a person mends the cause. */
export async function holdMail({ scope, job }: SendingStep, reason: string): Promise<DeliveryOutcome> {
  const isHeld = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: job.status, to: "held" } as const;
      mustBeMine(await moveSendJob(scope, move, { reason: "cannot_be_written", reason_detail: reason }));
    }),
  );
  return isHeld ? { outcome: "held", reason } : { outcome: "busy" };
}
