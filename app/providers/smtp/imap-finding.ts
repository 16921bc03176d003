/**
 * Finds messages again by their stable id, wherever they were moved. What a listing saw is remembered as a hint and
 * checked before it is believed; without one every folder is searched.
 */
import type { ImapFlow, SearchObject } from "imapflow";
import { ProviderError } from "../../domain/errors.ts";
import { selectFolder } from "./imap-connection.ts";
import { type Folder, listFolders } from "./imap-folders.ts";
import { fetchHeads, type PlacedHead } from "./imap-messages.ts";
import { messageIdIn } from "./message-ids.ts";

/** Hints of one opened mailbox; the oldest go first. */
const MAX_HINTS = 5_000;
/** Messages without a Message-ID are rare; the newest of them are looked through. */
const MAX_NAMELESS = 200;

export type Hints = { note(heads: PlacedHead[]): void; placesOf(id: string): PlacedHead["place"][] };

export function emptyHints(): Hints {
  const places = new Map<string, PlacedHead["place"][]>();
  return {
    note(heads) {
      for (const { providerMessageId: id, place } of heads) {
        const isSame = (one: PlacedHead["place"]) => one.folder.path === place.folder.path && one.uid === place.uid;
        const known = (places.get(id) ?? []).filter((one) => !isSame(one));
        places.delete(id);
        places.set(id, [...known, place].slice(-10));
      }
      for (const id of places.keys()) {
        if (places.size <= MAX_HINTS) break;
        places.delete(id);
      }
    },
    placesOf: (id) => places.get(id) ?? [],
  };
}

/** All copies of a message in the mailbox; empty when it is gone. */
export async function findCopies(
  client: ImapFlow,
  hints: Hints,
  id: string,
  headerNames: string[],
): Promise<PlacedHead[]> {
  const hinted: PlacedHead[] = [];
  for (const { folder, uid } of hints.placesOf(id)) {
    const mailbox = await selectFolder(client, folder.path);
    if (String(mailbox.uidValidity) !== folder.uidValidity) continue;
    hinted.push(...(await fetchHeads(client, folder, [uid], headerNames)));
  }
  const known = hinted.filter((head) => head.providerMessageId === id);
  if (known.length > 0) return known;
  const messageId = messageIdIn(id);
  const query =
    messageId === null ? { not: { header: { "Message-ID": true } } } : { header: { "Message-ID": messageId } };
  const limit = messageId === null ? MAX_NAMELESS : undefined;
  const found = await searchFolders(client, await listFolders(client), query, headerNames, limit);
  const copies = found.filter((head) => head.providerMessageId === id);
  hints.note(copies);
  return copies;
}

/** Heads that a search finds in these folders; `limit` keeps the newest of each folder. */
export async function searchFolders(
  client: ImapFlow,
  folders: Folder[],
  query: SearchObject,
  headerNames: string[],
  limit = 500,
): Promise<PlacedHead[]> {
  const heads: PlacedHead[] = [];
  for (const folder of folders) {
    if (folder.messageCount === 0) continue;
    const uids = await searchFolder(client, folder, query);
    if (uids.length > 0) heads.push(...(await fetchHeads(client, folder, uids.slice(-limit), headerNames)));
  }
  return heads;
}

/** Numbers of the folder in rising order. A search that is refused is an error: nothing found must mean nothing there. */
export async function searchFolder(client: ImapFlow, folder: Folder, query: SearchObject): Promise<number[]> {
  await selectFolder(client, folder.path);
  const uids = await client.search(query, { uid: true });
  if (!uids) {
    throw new ProviderError({
      kind: "transient",
      provider: "imap",
      message: "The mail server refused to search the mailbox.",
      delivery: "not_sent",
    });
  }
  return uids.sort((a, b) => a - b);
}
