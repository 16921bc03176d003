/**
 * What is new in a mailbox. The cursor holds, per folder, its UIDVALIDITY and the highest number that was read: numbers
 * only rise, so what is above is new, also after a message was moved in. A page token is a cursor that is under way.
 * Source: RFC 9051 2.3.1.1 (unique identifiers), RFC 4549 4.1.
 */
import type { ImapFlow } from "imapflow";
import { z } from "zod";
import { ProviderError } from "../../domain/errors.ts";
import type { MailPage } from "../ports.ts";
import { type Hints, searchFolder } from "./imap-finding.ts";
import { type Folder, listFolders } from "./imap-folders.ts";
import { fetchHeads } from "./imap-messages.ts";

const PAGE_SIZE = 500;
const DAY_MS = 86_400_000;

/** Folder path → [UIDVALIDITY, highest number read]. */
const positions = z.record(z.string(), z.tuple([z.string().regex(/^\d+$/), z.number().int().min(0)]));
type Positions = z.output<typeof positions>;

export async function readCursor(client: ImapFlow): Promise<string> {
  return JSON.stringify(positionsOf(await listFolders(client)));
}

/** A folder that is new in the mailbox is read from its start; drafts are left out. */
export async function listSince(
  client: ImapFlow,
  hints: Hints,
  cursor: string,
  pageToken: string | null,
): Promise<MailPage> {
  const reached = { ...parsePositions(pageToken ?? cursor) };
  const folders = await listFolders(client);
  for (const { path, uidValidity } of folders) {
    const known = reached[path];
    if (known && known[0] !== uidValidity) throw expired();
  }
  const page = await readAbove(client, hints, folders, reached, () => true);
  const nextPageToken = page.isFull ? JSON.stringify(reached) : null;
  return { messageIds: page.ids, nextPageToken, cursor: nextPageToken === null ? JSON.stringify(reached) : null };
}

/** The server knows days in its own zone only (RFC 9051 6.4.4), so a day more is looked at and then judged. */
export async function listAfter(
  client: ImapFlow,
  hints: Hints,
  receivedAfterAt: Date,
  pageToken: string | null,
): Promise<MailPage> {
  const reached = pageToken === null ? {} : { ...parsePositions(pageToken) };
  const folders = await listFolders(client);
  const since = new Date(receivedAfterAt.getTime() - DAY_MS);
  const page = await readAbove(client, hints, folders, reached, (at) => at >= receivedAfterAt, since);
  return { messageIds: page.ids, nextPageToken: page.isFull ? JSON.stringify(reached) : null, cursor: null };
}

/** Moves `reached` on as it reads. */
async function readAbove(
  client: ImapFlow,
  hints: Hints,
  folders: Folder[],
  reached: Positions,
  isWanted: (receivedAt: Date) => boolean,
  since?: Date,
): Promise<{ ids: string[]; isFull: boolean }> {
  const ids = new Set<string>();
  let room = PAGE_SIZE;
  for (const folder of folders) {
    const [validity, last] = reached[folder.path] ?? [folder.uidValidity, 0];
    // A folder that was numbered anew between two pages starts over; its messages keep their ids.
    const from = validity === folder.uidValidity ? last : 0;
    if (folder.lastUid <= from) {
      reached[folder.path] = [folder.uidValidity, from];
      continue;
    }
    if (room === 0) return { ids: [...ids], isFull: true };
    const query = { uid: `${from + 1}:${folder.lastUid}`, ...(since ? { since } : {}) };
    const above = (await searchFolder(client, folder, query)).filter((uid) => uid > from);
    const taken = above.slice(0, room);
    const heads = await fetchHeads(client, folder, taken, []);
    hints.note(heads);
    for (const head of heads) if (!head.isDraft && isWanted(head.receivedAt)) ids.add(head.providerMessageId);
    room -= taken.length;
    const isWhole = taken.length === above.length;
    reached[folder.path] = [folder.uidValidity, isWhole ? folder.lastUid : (taken.at(-1) ?? from)];
    if (!isWhole) return { ids: [...ids], isFull: true };
  }
  return { ids: [...ids], isFull: false };
}

function positionsOf(folders: Folder[]): Positions {
  return Object.fromEntries(folders.map(({ path, uidValidity, lastUid }) => [path, [uidValidity, lastUid]]));
}

/** A cursor that is none of ours is as good as one that is too old. */
function parsePositions(text: string): Positions {
  try {
    return positions.parse(JSON.parse(text));
  } catch {
    throw expired();
  }
}

function expired(): ProviderError {
  return new ProviderError({
    kind: "cursor_expired",
    provider: "imap",
    message: "The mail server numbered this mailbox anew.",
    delivery: "not_sent",
  });
}
