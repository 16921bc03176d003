// A stored mail as Graph shows it. Ids come in two kinds: the immutable one, and the default one, which names the
// folder too and so dies when the mail moves. A look-up needs the kind that the request asked for.
// Source: providers.md 3.3 and 3.5; learn.microsoft.com/graph/outlook-immutable-id.
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal } from "./graph-errors.ts";
import { folderId, folderOf } from "./graph-folders.ts";
import { addressesIn, headerValue } from "./mime.ts";
import { partTree, readableText } from "./mime-parts.ts";
import type { StoredMessage } from "./world.ts";

const PREVIEW_LENGTH = 255;

export function messageIdOf(call: GraphCall, { id, labelIds }: StoredMessage): string {
  if (call.hasImmutableIds) return id;
  return `AAMkA${Buffer.from(`${folderOf(labelIds)} ${id}`).toString("base64url")}=`;
}

export function messageIn(call: GraphCall, reference: string): StoredMessage {
  const id = call.hasImmutableIds ? reference : storedIdOf(reference);
  const message = call.mailbox.messages.get(id);
  if (!message || messageIdOf(call, message) !== reference) throw graphRefusal("ErrorItemNotFound", call.now);
  return message;
}

function storedIdOf(reference: string): string {
  const text = Buffer.from(reference.replace(/^AAMkA|=$/g, ""), "base64url").toString("utf8");
  return text.slice(text.indexOf(" ") + 1);
}

/** The message with the selected properties only; internetMessageHeaders must be named, and own mails have none. */
export function showMessage(call: GraphCall, message: StoredMessage, select: string[]): Record<string, unknown> {
  const folder = folderOf(message.labelIds);
  const isOwn = folder === "sentitems" || folder === "outbox" || message.labelIds.includes("DRAFT");
  const at = instant(message.internalDateMs);
  const header = (name: string) => headerValue(message.headers, name);
  const people = (name: string) => addressesIn(header(name)).map(asRecipient);
  const text = readableText(message.raw);
  const all: Record<string, unknown> = {
    createdDateTime: at,
    lastModifiedDateTime: at,
    receivedDateTime: at,
    sentDateTime: at,
    internetMessageId: message.messageId,
    conversationId: message.threadId,
    conversationIndex: Buffer.from(message.threadId).toString("base64").slice(0, 30),
    parentFolderId: folderId(call.mailbox, folder),
    changeKey: `CQAAABYAAAD${message.historyId}`,
    categories: [],
    subject: header("Subject"),
    bodyPreview: text.replace(/\s+/g, " ").trim().slice(0, PREVIEW_LENGTH),
    importance: "normal",
    inferenceClassification: "focused",
    flag: { flagStatus: "notFlagged" },
    isDraft: message.labelIds.includes("DRAFT") || folder === "outbox",
    isRead: !message.labelIds.includes("UNREAD"),
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    hasAttachments: (partTree(message.raw).parts ?? []).some((part) => part.filename !== ""),
    from: people("From")[0] ?? null,
    sender: people("From")[0] ?? null,
    toRecipients: people("To"),
    ccRecipients: people("Cc"),
    bccRecipients: people("Bcc"),
    replyTo: people("Reply-To"),
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(message.id)}`,
    body: call.wantsText
      ? { contentType: "text", content: text }
      : { contentType: "html", content: `<html><body>${escapeHtml(text)}</body></html>` },
  };
  const wanted = select.length === 0 ? Object.keys(all) : Object.keys(all).filter((name) => select.includes(name));
  return {
    "@odata.etag": `W/"CQAAABYAAAD${message.historyId}"`,
    id: messageIdOf(call, message),
    ...Object.fromEntries(wanted.map((name) => [name, all[name]])),
    ...(select.includes("internetMessageHeaders") && !isOwn ? { internetMessageHeaders: message.headers } : {}),
  };
}

export function selectOf(call: GraphCall): string[] {
  return (call.query.get("$select") ?? "").split(",").flatMap((name) => name.trim() || []);
}

function asRecipient({ name, address }: { name: string; address: string }): { emailAddress: unknown } {
  return { emailAddress: { name: name || address, address } };
}

function instant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
