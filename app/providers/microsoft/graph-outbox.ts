/**
 * A mail leaves Graph by sending its draft and by nothing else. The draft's immutable id becomes the id of the sent
 * copy, and its Message-ID is the one that leaves. Source: providers.md 3.4, 3.5 and 4.2.
 */
import type { DraftOutbox } from "../ports.ts";
import * as answers from "./graph-answers.ts";
import type { Graph } from "./graph-session.ts";
import { orNull } from "./microsoft-errors.ts";

const PAGE_SIZE = 100;

export function graphOutbox(graph: Graph): DraftOutbox {
  return {
    kind: "drafts",
    settlesLater: true,

    /** The conversation follows from the mail's References; there is no thread to name. */
    async createDraft(mime) {
      const ask = { name: "messages.create", isSend: false, method: "post", path: "/me/messages", mime } as const;
      const made = await graph.json(ask, answers.draft);
      const { id, conversationId, internetMessageId } = made;
      return { draftId: id, messageId: id, threadId: conversationId, messageIdHeader: internetMessageId };
    },

    async sendDraft({ draftId, threadId, messageIdHeader }) {
      const path = pathOf(draftId);
      const place = threadId ?? (await conversationOf(graph, path));
      await graph.bytes({ name: "messages.send", isSend: true, method: "post", path: `${path}/send` });
      return { providerMessageId: draftId, threadId: place, messageIdHeader };
    },

    async deleteDraft(id) {
      await orNull(graph.bytes({ name: "messages.delete", isSend: false, method: "delete", path: pathOf(id) }));
    },

    async listDrafts(pageToken) {
      const query = { $select: "id,isDraft", $top: String(PAGE_SIZE) };
      const first = { path: "/me/mailFolders/drafts/messages", query };
      const ask = { name: "drafts.list", isSend: false, method: "get" } as const;
      const page = await graph.json(
        { ...ask, ...(pageToken === null ? first : { path: pageToken }) },
        answers.messageIds,
      );
      const drafts = page.value.map(({ id }) => ({ draftId: id, messageId: id }));
      return { drafts, nextPageToken: page["@odata.nextLink"] ?? null };
    },
  };
}

export function pathOf(id: string): string {
  return `/me/messages/${encodeURIComponent(id)}`;
}

async function conversationOf(graph: Graph, path: string): Promise<string> {
  const ask = {
    name: "messages.get",
    isSend: false,
    method: "get",
    path,
    query: { $select: "conversationId" },
  } as const;
  return (await graph.json(ask, answers.place)).conversationId;
}
