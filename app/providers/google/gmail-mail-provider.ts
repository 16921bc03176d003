/**
 * Gmail as a MailProvider, through Google's own SDK. A mail leaves by drafts.send and by nothing else; raw messages
 * travel in the JSON body, because the SDK's media upload ignores `rootUrl`.
 * Source: providers.md 1.2, 2.3-2.8 and 4.1.
 */

import { isProviderError } from "../../domain/errors.ts";
import { headerBlock } from "../../domain/mail-headers.ts";
import type { MailProvider } from "../ports.ts";
import * as answers from "./gmail-answers.ts";
import { callGmail, type GmailConfig } from "./gmail-session.ts";

/** The most that Gmail gives on a page (gmail-v1.json: maxResults). */
const PAGE_SIZE = 500;
const ME = { userId: "me" } as const;

export function gmailMailProvider(config: GmailConfig): MailProvider {
  return {
    async getProfile(session) {
      const call = { name: "getProfile", isSend: false };
      const found = await callGmail(config, session, call, answers.profile, (api) => api.users.getProfile(ME));
      return { email: found.emailAddress.toLowerCase(), cursor: found.historyId };
    },

    async createDraft(session, mime, threadId) {
      const message = { raw: Buffer.from(mime).toString("base64url"), ...(threadId === null ? {} : { threadId }) };
      const call = { name: "drafts.create", isSend: false };
      const made = await callGmail(config, session, call, answers.draft, (api) =>
        api.users.drafts.create({ ...ME, requestBody: { message } }),
      );
      return { draftId: made.id, messageId: made.message.id, threadId: made.message.threadId };
    },

    async sendDraft(session, draftId) {
      const call = { name: "drafts.send", isSend: true };
      const sent = await callGmail(config, session, call, answers.sent, (api) =>
        api.users.drafts.send({ ...ME, requestBody: { id: draftId } }),
      );
      return { providerMessageId: sent.id, threadId: sent.threadId };
    },

    async hasDraft(session, id) {
      const call = { name: "drafts.get", isSend: false };
      const found = await orNull(
        callGmail(config, session, call, answers.draftPlace, (api) =>
          api.users.drafts.get({ ...ME, id, format: "minimal" }),
        ),
      );
      return found !== null;
    },

    async deleteDraft(session, id) {
      const call = { name: "drafts.delete", isSend: false };
      await orNull(callGmail(config, session, call, answers.nothing, (api) => api.users.drafts.delete({ ...ME, id })));
    },

    async listDrafts(session, pageToken) {
      const call = { name: "drafts.list", isSend: false };
      const page = await callGmail(config, session, call, answers.draftList, (api) =>
        api.users.drafts.list({ ...ME, maxResults: PAGE_SIZE, ...(pageToken === null ? {} : { pageToken }) }),
      );
      const drafts = (page.drafts ?? []).map((draft) => ({ draftId: draft.id, messageId: draft.message.id }));
      return { drafts, nextPageToken: page.nextPageToken ?? null };
    },

    async getHead(session, id, metadataHeaders) {
      const call = { name: "messages.get", isSend: false };
      const found = await orNull(
        callGmail(config, session, call, answers.message, (api) =>
          api.users.messages.get({ ...ME, id, format: "metadata", metadataHeaders }),
        ),
      );
      return found && answers.headOf(found);
    },

    async getRaw(session, id) {
      const call = { name: "messages.get", isSend: false };
      const found = await orNull(
        callGmail(config, session, call, answers.rawMessage, (api) =>
          api.users.messages.get({ ...ME, id, format: "raw" }),
        ),
      );
      if (!found) return null;
      const mime = Buffer.from(found.raw, "base64url");
      // The raw form comes without a list of headers; the message has them.
      return { ...answers.headOf(found), headers: headerBlock(mime.toString("latin1")), mime };
    },

    async getThread(session, id, metadataHeaders) {
      const call = { name: "threads.get", isSend: false };
      const found = await orNull(
        callGmail(config, session, call, answers.thread, (api) =>
          api.users.threads.get({ ...ME, id, format: "metadata", metadataHeaders }),
        ),
      );
      const heads = found && (found.messages ?? []).map(answers.headOf);
      return heads?.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime()) ?? null;
    },

    async listSince(session, cursor, pageToken) {
      const call = { name: "history.list", isSend: false };
      const page = await callGmail(config, session, call, answers.history, (api) =>
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

    async listAfter(session, receivedAfterAt, pageToken) {
      const call = { name: "messages.list", isSend: false };
      const page = await callGmail(config, session, call, answers.messageList, (api) =>
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
  };
}

/** A thing that is gone is an answer, not a failure. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isProviderError(error) && error.kind === "not_found") return null;
    throw error;
  }
}
