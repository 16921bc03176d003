/**
 * The folders of a mailbox that are read: every one of its owner's own that holds received or sent mail, because a
 * rule of the owner may file an answer anywhere, also into nothing but "all mail". Left out are drafts, marked mails
 * that stand elsewhere too, and other people's shared folders.
 * Source: RFC 6154 (special uses), RFC 2342 (namespaces), reliability.md 0 (answers that were never looked at).
 */
import type { ImapFlow, ListResponse } from "imapflow";
import { ProviderError } from "../../domain/errors.ts";

export type Folder = {
  path: string;
  label: string | null;
  messageCount: number;
  uidValidity: string;
  /** The highest number given out so far. */
  lastUid: number;
};

const LABELS: Record<string, string> = {
  "\\Inbox": "INBOX",
  "\\Sent": "SENT",
  "\\Junk": "SPAM",
  "\\Trash": "TRASH",
};
const LEFT_OUT = new Set(["\\Drafts", "\\Flagged", "\\Important"]);
/** Special ones come first, then the others by name. */
const MAX_FOLDERS = 100;

export async function listFolders(client: ImapFlow): Promise<Folder[]> {
  // The counts of a selected folder may be stale (RFC 9051 6.3.11).
  if (client.mailbox) await client.mailboxClose();
  const all = await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true } });
  const folders = all
    .filter((entry) => isRead(entry) && isOwn(client, entry))
    .slice(0, MAX_FOLDERS)
    .flatMap((entry) => {
      const { messages, uidNext, uidValidity } = entry.status ?? {};
      if (uidNext === undefined || uidValidity === undefined) return [];
      const label = LABELS[entry.specialUse ?? ""] ?? null;
      const counts = { messageCount: messages ?? 0, uidValidity: String(uidValidity), lastUid: uidNext - 1 };
      return [{ path: entry.path, label, ...counts }];
    });
  // Without the inbox nothing would be new for ever, and nobody would notice.
  if (!folders.some((folder) => folder.label === "INBOX")) throw noInbox();
  return folders;
}

export async function findSentPath(client: ImapFlow): Promise<string | undefined> {
  const all = await client.list();
  return all.find((entry) => entry.specialUse === "\\Sent")?.path;
}

function isRead(entry: ListResponse): boolean {
  const isReal = !entry.flags.has("\\Noselect") && !entry.flags.has("\\NonExistent");
  return isReal && !LEFT_OUT.has(entry.specialUse ?? "");
}

function isOwn(client: ImapFlow, entry: ListResponse): boolean {
  const { other, shared } = client.namespaces ?? {};
  const others = [...(other || []), ...(shared || [])].map((space) => space.prefix).filter((prefix) => prefix !== "");
  return !others.some((prefix) => entry.path.startsWith(prefix));
}

function noInbox(): ProviderError {
  return new ProviderError({
    kind: "transient",
    provider: "imap",
    message: "The mail server did not tell the state of the inbox.",
    delivery: "not_sent",
  });
}
