/** Reads messages of one folder: heads with their stable ids, and raw bytes up to a bound. Never marks one as seen. */
import type { FetchMessageObject, ImapFlow } from "imapflow";
import { headerBlock } from "../../domain/mail-headers.ts";
import type { MailHeader, MessageHead } from "../ports.ts";
import { selectFolder } from "./imap-connection.ts";
import type { Folder } from "./imap-folders.ts";
import { ID_HEADERS, messageIdOf, stableIdOf, summedIdOf, threadIdOf } from "./message-ids.ts";

/** Where a message is right now. */
export type MessagePlace = { folder: Folder; uid: number };
export type PlacedHead = MessageHead & { place: MessagePlace; size: number; isDraft: boolean };

/** An answer's text stands in front; what a huge attachment has beyond this is not read. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
/** Headers of a hundred messages at a time, so that memory stays bounded. */
const FETCH_TOGETHER = 100;

/** Heads in the order of the folder, with the headers asked for; numbers that are gone are left out. */
export async function fetchHeads(
  client: ImapFlow,
  folder: Folder,
  uids: number[],
  headerNames: string[],
): Promise<PlacedHead[]> {
  await selectFolder(client, folder.path);
  const heads: PlacedHead[] = [];
  const query = { uid: true, internalDate: true, size: true, flags: true, headers: namesOf(headerNames) };
  for (let start = 0; start < uids.length; start += FETCH_TOGETHER) {
    const range = uids.slice(start, start + FETCH_TOGETHER).join(",");
    const found = await client.fetchAll(range, query, { uid: true });
    for (const message of found) heads.push(await headOf(client, folder, message, headerNames));
  }
  return heads.sort((a, b) => a.place.uid - b.place.uid);
}

/** The message's bytes, cut after MAX_MESSAGE_BYTES: its headers and first parts are whole. */
export async function fetchMime(client: ImapFlow, { folder, uid }: MessagePlace): Promise<Uint8Array | null> {
  await selectFolder(client, folder.path);
  const query = { uid: true, source: { start: 0, maxLength: MAX_MESSAGE_BYTES } };
  const message = await client.fetchOne(String(uid), query, { uid: true });
  return (message ? message.source : undefined) ?? null;
}

async function headOf(
  client: ImapFlow,
  folder: Folder,
  message: FetchMessageObject,
  headerNames: string[],
): Promise<PlacedHead> {
  const headers = headersIn(message.headers);
  const size = message.size ?? 0;
  const messageId = messageIdOf(headers);
  const id = messageId === null ? await summedId(client, message.uid, size) : stableIdOf(messageId);
  const asked = new Set(headerNames.map((name) => name.toLowerCase()));
  return {
    providerMessageId: id,
    threadId: threadIdOf(headers, messageId ?? id),
    labels: labelsOf(folder, message.flags),
    headers: headers.filter((header) => asked.has(header.name.toLowerCase())),
    receivedAt: new Date(message.internalDate ?? 0),
    place: { folder, uid: message.uid },
    size,
    isDraft: message.flags?.has("\\Draft") ?? false,
  };
}

async function summedId(client: ImapFlow, uid: number, size: number): Promise<string> {
  const whole = await client.fetchOne(String(uid), { uid: true, headers: true }, { uid: true });
  return summedIdOf((whole ? whole.headers : undefined) ?? Buffer.alloc(0), size);
}

function labelsOf(folder: Folder, flags: Set<string> | undefined): string[] {
  const labels = folder.label === null ? [] : [folder.label];
  if (flags?.has("\\Draft")) labels.push("DRAFT");
  if (flags && !flags.has("\\Seen")) labels.push("UNREAD");
  return labels;
}

export function headersIn(bytes: Uint8Array | undefined): MailHeader[] {
  return headerBlock(`${Buffer.from(bytes ?? []).toString("latin1")}\r\n`);
}

function namesOf(headerNames: string[]): string[] {
  return [...new Set([...ID_HEADERS, ...headerNames].map((name) => name.toLowerCase()))];
}
