/**
 * What one received message is to us: a stranger's mail (not stored, for privacy), a mail of our own, or an answer to one
 * of our mails. Reads only; recording is record-message.
 */
import { type ConversationKey, findConversationByThread } from "../../../db/queries/conversations.ts";
import { findLeadByEmail } from "../../../db/queries/lead-by-email.ts";
import { listSentMails, type SentMail } from "../../../db/queries/sent-facts.ts";
import type { Scope } from "../../../db/scope.ts";
import { type ClassifiedMessage, classifyMessage } from "../../domain/classify-message.ts";
import { isId } from "../../domain/ids.ts";
import type { InboundMail } from "../../domain/inbound-mail.ts";
import { headerOf } from "../../domain/mail-headers.ts";
import { matchReply } from "../../domain/match-reply.ts";
import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import { readMail } from "../../mail/read-mail.ts";
import type { MessageHead } from "../../providers/ports.ts";

export type Received = MessageHead & { mime: Uint8Array };
/** `ownEmails`: addresses of all mailboxes of the workspace, in lower case; a colleague's mail is no answer either. */
export type ReadInbox = { inboxId: string; timeZone: string; ownEmails: ReadonlySet<string> };

export type Answer = Extract<Judged, { kind: "answer" }>;
export type Judged = { mail: InboundMail; received: Received; conversation: ConversationKey | undefined } & (
  | { kind: "own"; sendJobId: string | null }
  | {
      kind: "answer";
      verdict: ClassifiedMessage;
      sent: SentMail | null;
      leadId: string;
      isByAddress: boolean;
      matchReason: string;
    }
);

const MATCH_WORDS = {
  message_id: "It names the Message-ID of a mail of ours.",
  attempt: "It returns a mail of ours, recognised by our own header.",
  thread: "It stands in the thread of a mail of ours.",
  address: "It came from the address of a person we had written to.",
} as const;
const REPORT_BY_ADDRESS = "It is about an address we had written to.";

/** Null for drafts, for strangers' mail, and for reports about strangers' mail. */
export async function judgeMessage(scope: Scope, inbox: ReadInbox, received: Received): Promise<Judged | null> {
  if (received.labels.includes("DRAFT")) return null;
  const mail = await readMail(received.mime);
  const conversation = await findConversationByThread(scope, { inboxId: inbox.inboxId, threadKey: received.threadId });
  const seen = { mail, received, conversation };
  if (isOwn(inbox, mail, received)) {
    if (!conversation) return null;
    return { ...seen, kind: "own", sendJobId: await ownJobId(scope, inbox, mail, received) };
  }
  const first = classifyMessage(mail);
  const mails = await listSentMails(scope, questionOf(inbox, mail, received, first));
  const verdict =
    first.class === "unsubscribe"
      ? classifyMessage(
          mail,
          mails.flatMap((sent) => sent.renderedBody ?? []),
        )
      : first;
  const match = matchReply(cluesOf(mail, received, verdict), mails);
  if (match) {
    if (verdict.class === "notice" && match.matchReason === "address") return null;
    const isReport = verdict.bounce !== undefined && match.matchReason === "address";
    const sent = mails.find((one) => one.sendJobId === match.fact.sendJobId) ?? null;
    const matchReason = isReport ? REPORT_BY_ADDRESS : MATCH_WORDS[match.matchReason];
    const isByAddress = match.matchReason === "address";
    return { ...seen, kind: "answer", verdict, sent, leadId: match.fact.leadId, isByAddress, matchReason };
  }
  if (verdict.bounce || verdict.class === "notice") return null;
  return judgeWithoutSent(scope, { ...seen, verdict });
}

/** No mail of ours is answered: a known conversation or a known lead may still be. */
async function judgeWithoutSent(
  scope: Scope,
  seen: {
    mail: InboundMail;
    received: Received;
    conversation: ConversationKey | undefined;
    verdict: ClassifiedMessage;
  },
): Promise<Judged | null> {
  const known = seen.conversation?.leadId;
  if (known) {
    const matchReason = "It stands in a known conversation.";
    return { ...seen, kind: "answer", sent: null, leadId: known, isByAddress: false, matchReason };
  }
  const lead = seen.mail.from === null ? undefined : await findLeadByEmail(scope, seen.mail.from.email);
  if (!lead) return null;
  const matchReason = "It came from the address of a lead.";
  return { ...seen, kind: "answer", sent: null, leadId: lead.leadId, isByAddress: true, matchReason };
}

/** Gmail marks what the mailbox sent; a copy that came back by a list or a forward carries an address of ours. */
function isOwn(inbox: ReadInbox, mail: InboundMail, received: Received): boolean {
  return received.labels.includes("SENT") || inbox.ownEmails.has(mail.from?.email.toLowerCase() ?? "");
}

async function ownJobId(scope: Scope, inbox: ReadInbox, mail: InboundMail, received: Received): Promise<string | null> {
  const sendJobId = sendJobIdOf(headerOf(mail.headers, ATTEMPT_HEADER));
  if (sendJobId === null) return null;
  const place = { inboxId: inbox.inboxId, threadId: received.threadId, messageIds: [], emails: [] };
  const mails = await listSentMails(scope, { ...place, sendJobIds: [sendJobId] });
  return mails.some((sent) => sent.sendJobId === sendJobId) ? sendJobId : null;
}

/** The header names a job and its attempt: `<job id>-<attempt>`. */
function sendJobIdOf(attemptId: string | null | undefined): string | null {
  const id = attemptId?.trim().slice(0, 36).toLowerCase();
  return isId(id) ? id : null;
}

function questionOf(inbox: ReadInbox, mail: InboundMail, received: Received, { bounce }: ClassifiedMessage) {
  const named = [
    ...(bounce?.originalMessageIds ?? []),
    ...(mail.inReplyTo ? [mail.inReplyTo] : []),
    ...mail.references,
  ];
  const emails = bounce ? bounce.recipients.map(({ email }) => email) : mail.from ? [mail.from.email] : [];
  const sendJobId = sendJobIdOf(bounce?.originalAttemptId);
  return {
    inboxId: inbox.inboxId,
    threadId: received.threadId,
    messageIds: [...new Set(named)].slice(0, 200),
    sendJobIds: sendJobId === null ? [] : [sendJobId],
    emails: emails.slice(0, 50),
  };
}

function cluesOf(mail: InboundMail, received: Received, { bounce }: ClassifiedMessage) {
  return {
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    threadId: received.threadId,
    fromEmail: mail.from?.email ?? null,
    receivedAt: received.receivedAt,
    report: bounce ? { ...bounce, originalAttemptId: sendJobIdOf(bounce.originalAttemptId) } : null,
  };
}
