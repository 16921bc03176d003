/**
 * Where a mail is whose outcome is not known: by its immutable id, then by the Message-ID of its draft, then by our
 * attempt header among the mails sent since it was prepared. A draft in Deleted Items was taken back, not sent.
 * Source: providers.md 3.5 and 4.2; reliability.md R8.
 */

import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import type { MailFate, MailTrace, SentRef } from "../ports.ts";
import { isSentCopy } from "../sent-copy.ts";
import * as answers from "./graph-answers.ts";
import { listSentSince } from "./graph-delta.ts";
import { headOf, type KnownFolders, labelsOf } from "./graph-heads.ts";
import { pathOf } from "./graph-outbox.ts";
import type { Graph } from "./graph-session.ts";
import { orNull } from "./microsoft-errors.ts";

const PAGE_SIZE = 100;
/** Our clock and Microsoft's may differ by this much. */
const CLOCKS_APART_MS = 3_600_000;
const SELECT = { $select: answers.MESSAGE_FIELDS };
const GET = { name: "messages.get", isSend: false, method: "get" } as const;
const LIST = { name: "messages.list", isSend: false, method: "get" } as const;

export async function lookUpMail(graph: Graph, known: KnownFolders, trace: MailTrace): Promise<MailFate> {
  const own = trace.draftId === null ? null : await getMessage(graph, trace.draftId);
  const fate = own && (await fateOf(graph, known, own));
  if (fate) return fate;
  for (const copy of await listByMessageId(graph, trace.messageIdHeader)) {
    const found = await fateOf(graph, known, copy);
    // Another draft with the same Message-ID is a person's copy: no proof of anything.
    if (found && found.state !== "draft") return found;
  }
  const sent = await findByAttempt(graph, known, trace);
  return sent ? { state: "sent", sent } : { state: "gone" };
}

async function fateOf(graph: Graph, known: KnownFolders, message: answers.GraphMessage): Promise<MailFate | null> {
  if (!message.isDraft) return { state: "sent", sent: refOf(message) };
  const labels = await labelsOf(graph, known, message);
  if (labels.includes("OUTBOX")) return { state: "queued" };
  return labels.includes("TRASH") ? null : { state: "draft" };
}

export function getMessage(graph: Graph, id: string): Promise<answers.GraphMessage | null> {
  return orNull(graph.json({ ...GET, path: pathOf(id), query: SELECT }, answers.message));
}

async function listByMessageId(graph: Graph, messageId: string | null): Promise<answers.GraphMessage[]> {
  if (!messageId) return [];
  const query = { ...SELECT, $filter: `internetMessageId eq '${messageId.replaceAll("'", "''")}'` };
  return (await graph.json({ ...LIST, path: "/me/messages", query }, answers.messages)).value;
}

async function findByAttempt(graph: Graph, known: KnownFolders, trace: MailTrace): Promise<SentRef | null> {
  const changed = trace.cursorAtPrepare === null ? null : await listSentSince(graph, trace.cursorAtPrepare);
  if (changed) {
    for (const id of changed) {
      const message = await getMessage(graph, id);
      if (message && (await isCopyOf(graph, known, message, trace))) return refOf(message);
    }
    return null;
  }
  const since = new Date((trace.preparedAt?.getTime() ?? 0) - CLOCKS_APART_MS);
  const query = {
    ...SELECT,
    $filter: `receivedDateTime ge ${new Date(Math.max(0, since.getTime())).toISOString()}`,
    $orderby: "receivedDateTime desc",
    $top: String(PAGE_SIZE),
  };
  let page = await graph.json({ ...LIST, path: "/me/mailFolders/sentitems/messages", query }, answers.messages);
  while (true) {
    for (const message of page.value) if (await isCopyOf(graph, known, message, trace)) return refOf(message);
    const next = page["@odata.nextLink"];
    if (!next) return null;
    page = await graph.json({ ...LIST, path: next }, answers.messages);
  }
}

async function isCopyOf(
  graph: Graph,
  known: KnownFolders,
  message: answers.GraphMessage,
  { attemptId }: MailTrace,
): Promise<boolean> {
  return isSentCopy(await headOf(graph, known, message, [ATTEMPT_HEADER]), attemptId);
}

function refOf({ id, conversationId, internetMessageId }: answers.GraphMessage): SentRef {
  return { providerMessageId: id, threadId: conversationId, messageIdHeader: internetMessageId ?? null };
}
