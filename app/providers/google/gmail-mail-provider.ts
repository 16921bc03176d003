/** Gmail as a MailProvider, through Google's own SDK. Source: providers.md 1.2, 2.3-2.8 and 4.1. */

import { isProviderError } from "../../domain/errors.ts";
import { headerBlock } from "../../domain/mail-headers.ts";
import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import type { Mailbox, MailPage, MailProvider, MailSession, MailTrace, MessageHead, SentRef } from "../ports.ts";
import { isSentCopy } from "../sent-copy.ts";
import * as answers from "./gmail-answers.ts";
import { gmailOutbox, hasDraft } from "./gmail-outbox.ts";
import { type GmailConfig, ME, openGmailCalls, orNull, PAGE_SIZE } from "./gmail-session.ts";

/** Our clock and Google's may differ by this much. */
const CLOCKS_APART_MS = 3_600_000;

export function gmailMailProvider(config: GmailConfig): MailProvider<MailSession> {
  return { open: (session) => openGmail(config, session) };
}

function openGmail(config: GmailConfig, session: MailSession): Mailbox {
  const ask = openGmailCalls(config, session);
  const mailbox: Mailbox = {
    outbox: gmailOutbox(ask),

    async getProfile() {
      const call = { name: "getProfile", isSend: false };
      const found = await ask(call, answers.profile, (api) => api.users.getProfile(ME));
      return { email: found.emailAddress.toLowerCase(), cursor: found.historyId };
    },

    async lookUp(trace) {
      // Sending a draft deletes it: a draft that is there was not sent (providers.md 4.1).
      if (trace.draftId !== null && (await hasDraft(ask, trace.draftId))) return { state: "draft" };
      const sent = await findSent(mailbox, trace);
      return sent ? { state: "sent", sent } : { state: "gone" };
    },

    async getHead(id, metadataHeaders) {
      const call = { name: "messages.get", isSend: false };
      const found = await orNull(
        ask(call, answers.message, (api) => api.users.messages.get({ ...ME, id, format: "metadata", metadataHeaders })),
      );
      return found && answers.headOf(found);
    },

    async getRaw(id) {
      const call = { name: "messages.get", isSend: false };
      const found = await orNull(
        ask(call, answers.rawMessage, (api) => api.users.messages.get({ ...ME, id, format: "raw" })),
      );
      if (!found) return null;
      const mime = Buffer.from(found.raw, "base64url");
      // The raw form comes without a list of headers; the message has them.
      return { ...answers.headOf(found), headers: headerBlock(mime.toString("latin1")), mime };
    },

    async getThread({ threadId: id }, metadataHeaders) {
      const call = { name: "threads.get", isSend: false };
      const found = await orNull(
        ask(call, answers.thread, (api) => api.users.threads.get({ ...ME, id, format: "metadata", metadataHeaders })),
      );
      const heads = found && (found.messages ?? []).map(answers.headOf);
      return heads?.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime()) ?? null;
    },

    async listSince(cursor, pageToken) {
      const call = { name: "history.list", isSend: false };
      const page = await ask(call, answers.history, (api) =>
        api.users.history.list({
          ...ME,
          startHistoryId: cursor,
          historyTypes: ["messageAdded"],
          maxResults: PAGE_SIZE,
          ...(pageToken === null ? {} : { pageToken }),
        }),
      );
      const added = (page.history ?? []).flatMap((record) => record.messagesAdded ?? []).map((entry) => entry.message);
      const ids = added.filter((message) => !message.labelIds?.includes("DRAFT")).map((message) => message.id);
      const nextPageToken = page.nextPageToken ?? null;
      return { messageIds: [...new Set(ids)], nextPageToken, cursor: nextPageToken === null ? page.historyId : null };
    },

    async listAfter(receivedAfterAt, pageToken) {
      const call = { name: "messages.list", isSend: false };
      const page = await ask(call, answers.messageList, (api) =>
        api.users.messages.list({
          ...ME,
          q: `after:${Math.floor(receivedAfterAt.getTime() / 1000)}`,
          includeSpamTrash: true,
          maxResults: PAGE_SIZE,
          ...(pageToken === null ? {} : { pageToken }),
        }),
      );
      const messageIds = (page.messages ?? []).map((message) => message.id);
      return { messageIds, nextPageToken: page.nextPageToken ?? null, cursor: null };
    },

    async close() {
      // Nothing is kept open between calls.
    },
  };
  return mailbox;
}

/** The sent copy of an attempt: in the draft's thread, else among all that came since the draft was made. */
async function findSent(mailbox: Mailbox, trace: MailTrace): Promise<SentRef | null> {
  if (trace.threadId) {
    const thread = await mailbox.getThread({ threadId: trace.threadId, messageIdHeaders: [] }, [ATTEMPT_HEADER]);
    const found = thread?.find((head) => isSentCopy(head, trace.attemptId));
    if (found) return refOf(found);
  }
  try {
    if (trace.cursorAtPrepare) {
      const since = trace.cursorAtPrepare;
      return await findInPages(mailbox, trace, (token) => mailbox.listSince(since, token));
    }
  } catch (error) {
    if (!isProviderError(error) || error.kind !== "cursor_expired") throw error;
  }
  // History that is too old for Google: everything received since prepare.
  const after = new Date((trace.preparedAt ?? new Date(0)).getTime() - CLOCKS_APART_MS);
  return findInPages(mailbox, trace, (token) => mailbox.listAfter(after, token));
}

async function findInPages(
  mailbox: Mailbox,
  trace: MailTrace,
  listPage: (pageToken: string | null) => Promise<MailPage>,
): Promise<SentRef | null> {
  let pageToken: string | null = null;
  do {
    const page = await listPage(pageToken);
    for (const id of page.messageIds) {
      const head = await mailbox.getHead(id, [ATTEMPT_HEADER]);
      if (head && isSentCopy(head, trace.attemptId)) return refOf(head);
    }
    pageToken = page.nextPageToken;
  } while (pageToken);
  return null;
}

function refOf({ providerMessageId, threadId }: MessageHead): SentRef {
  return { providerMessageId, threadId, messageIdHeader: null };
}
