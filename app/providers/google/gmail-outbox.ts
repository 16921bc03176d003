/**
 * A mail leaves Gmail by drafts.send and by nothing else; raw messages travel in the JSON body, because the SDK's media
 * upload ignores `rootUrl`. Source: providers.md 1.2, 2.3 and 4.1.
 */
import type { DraftOutbox } from "../ports.ts";
import * as answers from "./gmail-answers.ts";
import { type AskGmail, ME, orNull, PAGE_SIZE } from "./gmail-session.ts";

export function gmailOutbox(ask: AskGmail): DraftOutbox {
  return {
    kind: "drafts",
    settlesLater: false,

    async createDraft(mime, threadId) {
      const message = { raw: Buffer.from(mime).toString("base64url"), ...(threadId === null ? {} : { threadId }) };
      const call = { name: "drafts.create", isSend: false };
      const made = await ask(call, answers.draft, (api) =>
        api.users.drafts.create({ ...ME, requestBody: { message } }),
      );
      const { id: messageId, threadId: place } = made.message;
      return { draftId: made.id, messageId, threadId: place, messageIdHeader: null };
    },

    async sendDraft({ draftId }) {
      const call = { name: "drafts.send", isSend: true };
      const sent = await ask(call, answers.sent, (api) =>
        api.users.drafts.send({ ...ME, requestBody: { id: draftId } }),
      );
      return { providerMessageId: sent.id, threadId: sent.threadId, messageIdHeader: null };
    },

    async deleteDraft(id) {
      const call = { name: "drafts.delete", isSend: false };
      const done = ask(call, answers.nothing, (api) => api.users.drafts.delete({ ...ME, id }));
      return (await orNull(done.then(() => "deleted" as const))) ?? "missing";
    },

    async listDrafts(pageToken) {
      const call = { name: "drafts.list", isSend: false };
      const page = await ask(call, answers.draftList, (api) =>
        api.users.drafts.list({ ...ME, maxResults: PAGE_SIZE, ...(pageToken === null ? {} : { pageToken }) }),
      );
      const drafts = (page.drafts ?? []).map((draft) => ({ draftId: draft.id, messageId: draft.message.id }));
      return { drafts, nextPageToken: page.nextPageToken ?? null };
    },
  };
}

export async function hasDraft(ask: AskGmail, id: string): Promise<boolean> {
  const call = { name: "drafts.get", isSend: false };
  const found = await orNull(
    ask(call, answers.draftPlace, (api) => api.users.drafts.get({ ...ME, id, format: "minimal" })),
  );
  return found !== null;
}
