/** Threads by their headers: IMAP has none of its own that every server knows. */
import type { ImapFlow, SearchObject } from "imapflow";
import type { MessageHead, ThreadPlace } from "../ports.ts";
import { type Hints, searchFolders } from "./imap-finding.ts";
import { listFolders } from "./imap-folders.ts";
import type { PlacedHead } from "./imap-messages.ts";

/** The newest of our own mails, and the one that began the thread. */
const MAX_IDS = 20;

/** Every message that names one of the thread's messages, or is one; oldest first. Null when there is none. */
export async function readThread(
  client: ImapFlow,
  hints: Hints,
  { threadId, messageIdHeaders }: ThreadPlace,
  headerNames: string[],
): Promise<MessageHead[] | null> {
  const ids = [...new Set([threadId, ...messageIdHeaders.slice(1 - MAX_IDS)])].filter((id) => /^<.+>$/.test(id));
  if (ids.length === 0) return null;
  const keys = ids.flatMap((id): SearchObject[] =>
    ["References", "In-Reply-To", "Message-ID"].map((name) => ({ header: { [name]: id } })),
  );
  const found = await searchFolders(client, await listFolders(client), { or: keys }, headerNames);
  hints.note(found);
  const copies = new Map<string, PlacedHead[]>();
  for (const head of found) {
    if (!head.isDraft) copies.set(head.providerMessageId, [...(copies.get(head.providerMessageId) ?? []), head]);
  }
  const heads = [...copies.values()].map(mergeCopies).filter((head) => head !== null);
  heads.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  return heads.length === 0 ? null : heads;
}

/** Copies in several folders are one message with all their labels. */
export function mergeCopies(copies: PlacedHead[]): MessageHead | null {
  const [first] = copies;
  if (!first) return null;
  const { providerMessageId, threadId, headers, receivedAt } = first;
  const labels = [...new Set(copies.flatMap((copy) => copy.labels))];
  return { providerMessageId, threadId, labels, headers, receivedAt };
}
