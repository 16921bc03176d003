// The folders that everyone has, by their well-known names; a mail stands in exactly one of them.
// Source: learn.microsoft.com/graph/api/resources/mailfolder.
import { createHash } from "node:crypto";
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal } from "./graph-errors.ts";
import { json, type Reply } from "./http.ts";
import type { Mailbox } from "./world.ts";

// In the order in which labels decide: a deleted draft stands in Deleted Items.
const FOLDERS = {
  outbox: ["OUTBOX", "Outbox"],
  sentitems: ["SENT", "Sent Items"],
  junkemail: ["SPAM", "Junk Email"],
  deleteditems: ["TRASH", "Deleted Items"],
  drafts: ["DRAFT", "Drafts"],
  inbox: ["INBOX", "Inbox"],
  archive: ["ARCHIVE", "Archive"],
} as const;

export type Folder = keyof typeof FOLDERS;
const NAMES = Object.keys(FOLDERS) as Folder[];

/** Where a mail with these labels stands; the archive is where nothing else says so. */
export function folderOf(labelIds: string[]): Folder {
  return NAMES.find((name) => labelIds.includes(FOLDERS[name][0])) ?? "archive";
}

export function folderId(mailbox: Mailbox, folder: Folder): string {
  const digest = createHash("sha256").update(`${mailbox.email} ${folder}`).digest("base64url");
  return `AQMkAD${digest.slice(0, 40)}AAAA`;
}

/** The folder in a path: its well-known name or its id, bare or as ('…'). */
export function folderIn(call: GraphCall, text: string): Folder {
  const folder = NAMES.find((name) => name === text.toLowerCase() || folderId(call.mailbox, name) === text);
  if (!folder) throw graphRefusal("ErrorItemNotFound", call.now);
  return folder;
}

export function getFolder(call: GraphCall): Reply {
  return json(200, {
    "@odata.context": contextOf("mailFolders/$entity"),
    ...shown(call, folderIn(call, call.params[0] ?? "")),
  });
}

export function listFolders(call: GraphCall): Reply {
  return json(200, { "@odata.context": contextOf("mailFolders"), value: NAMES.map((name) => shown(call, name)) });
}

export function contextOf(place: string): string {
  return `https://graph.microsoft.com/v1.0/$metadata#users('me')/${place}`;
}

function shown(call: GraphCall, folder: Folder): Record<string, unknown> {
  const messages = [...call.mailbox.messages.values()].filter(({ labelIds }) => folderOf(labelIds) === folder);
  return {
    id: folderId(call.mailbox, folder),
    displayName: FOLDERS[folder][1],
    parentFolderId: `AQMkADroot${folderId(call.mailbox, "inbox").slice(6, 20)}`,
    childFolderCount: 0,
    unreadItemCount: messages.filter(({ labelIds }) => labelIds.includes("UNREAD")).length,
    totalItemCount: messages.length,
    isHidden: false,
  };
}
