/**
 * A mail leaves Graph by sending its draft and by nothing else. The draft's immutable id becomes the id of the sent
 * copy, and its Message-ID is the one that leaves. Source: providers.md 3.4, 3.5 and 4.2.
 */
import type { DraftOutbox } from "../ports.ts";
import * as answers from "./graph-answers.ts";
import { type KnownFolders, labelsOf } from "./graph-heads.ts";
import type { Graph } from "./graph-session.ts";
import { orNull } from "./microsoft-errors.ts";

const PAGE_SIZE = 100;

export function graphOutbox(graph: Graph, known: KnownFolders): DraftOutbox {
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
      await graph.bytes({ name: "messages.send", isSend: true, method: "post", path: `${pathOf(draftId)}/send` });
      // Its conversation was committed with the draft's id; a mail without one is a thread of its own.
      return { providerMessageId: draftId, threadId: threadId ?? draftId, messageIdHeader };
    },

    async deleteDraft(id) {
      const place = await placeOfDraft(graph, known, id);
      // The id outlives the sending: without the look, the sent copy would be deleted and taken for a draft.
      if (place !== "draft") return place === "trash" ? "deleted" : "missing";
      const done = graph.bytes({ name: "messages.delete", isSend: false, method: "delete", path: pathOf(id) });
      return (await orNull(done.then(() => "deleted" as const))) ?? "missing";
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

/** trash: a draft that was taken back. left: sent, or on its way. */
async function placeOfDraft(
  graph: Graph,
  known: KnownFolders,
  id: string,
): Promise<"draft" | "trash" | "left" | "none"> {
  const ask = { name: "messages.get", isSend: false, method: "get", path: pathOf(id) } as const;
  const found = await orNull(graph.json({ ...ask, query: { $select: "isDraft,parentFolderId" } }, answers.place));
  if (!found) return "none";
  const labels = await labelsOf(graph, known, found);
  if (!found.isDraft || labels.includes("OUTBOX")) return "left";
  return labels.includes("TRASH") ? "trash" : "draft";
}
