/** What a mail says and how it is built: the same text from prepare on, whoever builds it and however often. */
import { getConversationThread, getStepContent } from "../../../db/queries/mail-content.ts";
import { attemptIdOf, listSentOfJourney } from "../../../db/queries/send-jobs.ts";
import { getInstanceKey } from "../../credentials/instance-keys.server.ts";
import { unsubscribeToken } from "../../credentials/unsubscribe-token.server.ts";
import { writtenMessageId } from "../../domain/doubtful-mail.ts";
import { AppError, isAppError } from "../../domain/errors.ts";
import { leadMergeFields } from "../../domain/lead-merge-fields.ts";
import { renderTemplate } from "../../domain/merge-template.ts";
import { composeMail } from "../../mail/compose-mail.ts";
import type { OutgoingMail } from "../../providers/ports.ts";
import type { SendingStep } from "./sending-step.ts";

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

export type WrittenMail = { content: Content; mail: OutgoingMail; unsubscribeToken: string | null };

/** Writes the mail of a job, or says in words why it cannot be written. */
export async function writeMail(
  step: Pick<SendingStep, "app" | "scope" | "inbox" | "job">,
): Promise<WrittenMail | { problem: string }> {
  const { app, scope, inbox, job } = step;
  const content = await contentOf(step);
  if ("problem" in content) return content;
  const key = await getInstanceKey(app, "unsubscribe");
  const token = unsubscribeToken(key, { workspaceId: scope.workspaceId, sendJobId: job.sendJobId });
  const unsubscribeUrl = `${app.config.appUrl}/u/${token}`;
  const messageIdHeader = writtenMessageId({ ...job, inboxEmail: inbox.email });
  try {
    const { mime } = await composeMail({
      from: { email: inbox.sendAs ?? inbox.email, name: inbox.displayName },
      to: { email: job.toEmail },
      subject: content.subject,
      text: content.body,
      signature: inbox.signature,
      footer: content.hasFooter ? { postalAddress: content.postalAddress ?? "", unsubscribeUrl } : null,
      messageId: messageIdHeader,
      date: await app.clock.now(),
      inReplyTo: content.inReplyTo,
      references: content.references,
      attemptId: attemptIdOf(job),
      listUnsubscribe: content.hasFooter ? { url: unsubscribeUrl } : null,
    });
    const { toEmail } = job;
    const fromEmail = inbox.sendAs ?? inbox.email;
    const mail = { mime, fromEmail, toEmail, messageIdHeader, attemptId: attemptIdOf(job) };
    return { content, mail, unsubscribeToken: content.hasFooter ? token : null };
  } catch (error) {
    if (!isAppError(error) || error.code !== "invalid_input") throw error;
    return { problem: error.message };
  }
}

async function contentOf({
  scope,
  inbox,
  job,
}: Pick<SendingStep, "scope" | "inbox" | "job">): Promise<Content | { problem: string }> {
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
  const content = await getStepContent(scope, {
    campaignLeadId: job.campaignLeadId,
    stepNo: job.stepNo,
    variant: job.variant,
  });
  if (!content.postalAddress) return { problem: "The workspace has no postal address. Add it in Settings." };
  const fields = leadMergeFields(content.lead, { name: inbox.displayName, email: inbox.email });
  const before = job.stepNo === 1 ? [] : await listSentOfJourney(scope, job.campaignLeadId);
  const first = before[0];
  const last = before.at(-1);
  // What was prepared stays as it was written.
  const written = job.renderedSubject !== null && job.renderedBody !== null;
  const subject = written
    ? { ok: true as const, text: job.renderedSubject ?? "" }
    : first
      ? { ok: true as const, text: /^re:/i.test(first.subject) ? first.subject : `Re: ${first.subject}` }
      : renderTemplate(content.subject, fields, "subject");
  const body = written
    ? { ok: true as const, text: job.renderedBody ?? "" }
    : renderTemplate(content.body, fields, "body");
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
