/**
 * Messages of Graph as heads: folders become our labels, and headers that Graph keeps back are read from the MIME form.
 * Graph leaves out the headers of sent mail, and names folders by ids that differ in each mailbox.
 * Source: providers.md 3.3 and 5.2.
 */
import { headerBlock } from "../../domain/mail-headers.ts";
import type { MailHeader, MessageHead } from "../ports.ts";
import * as answers from "./graph-answers.ts";
import type { Graph } from "./graph-session.ts";
import { orNull } from "./microsoft-errors.ts";

/** Well-known folders and what they mean to us. Source: learn.microsoft.com/graph/api/resources/mailfolder. */
const WORDS: Record<string, string> = {
  inbox: "INBOX",
  sentitems: "SENT",
  drafts: "DRAFT",
  outbox: "OUTBOX",
  junkemail: "SPAM",
  deleteditems: "TRASH",
};
const KNOWN_MAX = 50_000;

/** Folder ids that were asked for, of all mailboxes; "" for a folder that has no word of ours. */
export type KnownFolders = Map<string, string>;

export async function labelsOf(
  graph: Graph,
  known: KnownFolders,
  message: { parentFolderId: string; isDraft: boolean },
): Promise<string[]> {
  if (!known.has(message.parentFolderId)) await learnFolders(graph, known);
  if (!known.has(message.parentFolderId)) known.set(message.parentFolderId, "");
  const word = known.get(message.parentFolderId);
  return [...new Set([...(word ? [word] : []), ...(message.isDraft ? ["DRAFT"] : [])])];
}

async function learnFolders(graph: Graph, known: KnownFolders): Promise<void> {
  if (known.size > KNOWN_MAX) known.clear();
  for (const [name, word] of Object.entries(WORDS)) {
    const ask = { name: "mailFolders.get", isSend: false, method: "get", query: { $select: "id" } } as const;
    const folder = await orNull(graph.json({ ...ask, path: `/me/mailFolders/${name}` }, answers.folder));
    if (folder) known.set(folder.id, word);
  }
}

/** `headerNames` empty: all that are at hand. */
export async function headOf(
  graph: Graph,
  known: KnownFolders,
  message: answers.GraphMessage,
  headerNames: string[],
): Promise<MessageHead> {
  const wanted = headerNames.map((name) => name.toLowerCase());
  const headers = await headersOf(graph, message, wanted);
  return {
    providerMessageId: message.id,
    threadId: message.conversationId,
    labels: await labelsOf(graph, known, message),
    headers: wanted.length === 0 ? headers : headers.filter(({ name }) => wanted.includes(name.toLowerCase())),
    receivedAt: new Date(message.receivedDateTime),
  };
}

async function headersOf(graph: Graph, message: answers.GraphMessage, wanted: string[]): Promise<MailHeader[]> {
  const shown = shownHeaders(message);
  if (wanted.every((name) => shown.some((header) => header.name.toLowerCase() === name))) return shown;
  if (message.internetMessageHeaders)
    return message.internetMessageHeaders.map(({ name, value }) => ({ name, value: value ?? "" }));
  const mime = await orNull(getMime(graph, message.id));
  return mime ? headerBlock(Buffer.from(mime).toString("latin1")) : shown;
}

export function getMime(graph: Graph, id: string): Promise<Uint8Array> {
  const ask = { name: "messages.value", isSend: false, method: "get" } as const;
  return graph.bytes({ ...ask, path: `/me/messages/${encodeURIComponent(id)}/$value` });
}

/** The headers that the message's properties say. */
function shownHeaders({ internetMessageId, from, toRecipients, subject }: answers.GraphMessage): MailHeader[] {
  const addresses = (people: typeof toRecipients) =>
    (people ?? []).flatMap(({ emailAddress: { name, address } }) =>
      address ? [name && name !== address ? `"${name.replace(/["\\]/g, "")}" <${address}>` : address] : [],
    );
  const headers = {
    "Message-ID": internetMessageId ?? "",
    From: addresses(from ? [from] : []).join(", "),
    To: addresses(toRecipients).join(", "),
    Subject: subject ?? "",
  };
  return Object.entries(headers).flatMap(([name, value]) => (value === "" ? [] : [{ name, value }]));
}
