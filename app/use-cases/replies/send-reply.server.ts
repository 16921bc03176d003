/**
 * An answer written on the conversation page becomes one send job of kind reply. It leaves by the same machine as every
 * mail: at most once, whatever happens to the page, the key or the worker.
 */
import { enqueue } from "../../../db/enqueue.ts";
import { getConversation } from "../../../db/queries/conversation-lists.ts";
import { getInbox } from "../../../db/queries/inboxes.ts";
import { findLastWriter, insertReplyJob } from "../../../db/queries/reply-jobs.ts";
import { inTransaction, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { AppError } from "../../domain/errors.ts";

export type ReplyInput = { conversationId: string; body: string; idempotencyKey: string };
export type QueuedReply = { sendJobId: string; isNew: boolean; toEmail: string; subject: string };

/**
 * Rules   the same key gives the same mail; with another text it is refused
 * Errors  not_found; conflict when the mailbox is disconnected, nobody is there to answer, or the key was used otherwise
 */
export async function sendReply(app: AppContext, actor: Actor, input: ReplyInput): Promise<QueuedReply> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const conversation = await getConversation(scope, input.conversationId);
  const inbox = await getInbox(scope, conversation.inboxId);
  if (inbox.status === "disconnected") {
    throw new AppError("conflict", `${inbox.email} is disconnected. Connect it again, then send your answer.`);
  }
  const dueAt = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    const toEmail = (await findLastWriter(scope, conversation.conversationId)) ?? conversation.leadEmail;
    if (toEmail === null) throw new AppError("conflict", "There is nobody in this conversation to answer.");
    const subject = replySubject(conversation.subject);
    const job = await insertReplyJob(scope, {
      inboxId: inbox.inboxId,
      conversationId: conversation.conversationId,
      leadId: conversation.leadId,
      toEmail,
      subject,
      body: input.body,
      idempotencyKey: `reply:${conversation.conversationId}:${input.idempotencyKey}`,
      dueAt,
    });
    if (!job.isNew && job.body !== input.body) {
      throw new AppError("conflict", "This answer was sent already with another text. Open the conversation again.");
    }
    const { sendJobId, isNew } = job;
    if (isNew)
      await enqueue(
        scope,
        "send_reply",
        { workspaceId: scope.workspaceId, sendJobId },
        { jobKey: `send_reply:${sendJobId}` },
      );
    return { sendJobId, isNew, toEmail, subject };
  });
}

/** Gmail keeps a mail in its thread only under the same subject. */
function replySubject(subject: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a header is one line
  const line = subject.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  return /^re\s*:/i.test(line) ? line : `Re: ${line}`;
}
