// A stored mail as Gmail shows it, in the four formats.
import { forbidden, invalidArgument } from "./errors.ts";
import type { GmailCall } from "./gmail-access.ts";
import { toBase64Url } from "./mime.ts";
import { partTree, snippetOf } from "./mime-parts.ts";
import type { StoredMessage } from "./world.ts";

export function showMessage(call: GmailCall, message: StoredMessage): Record<string, unknown> {
  const format = (call.query.get("format") ?? "full").toLowerCase();
  if (!["minimal", "full", "raw", "metadata"].includes(format))
    throw invalidArgument(`Invalid value at 'format': "${format}"`);
  if (call.isMetadataOnly && (format === "full" || format === "raw")) {
    throw forbidden("forbidden", `Metadata scope doesn't allow format ${format.toUpperCase()}`);
  }
  const basics = {
    id: message.id,
    threadId: message.threadId,
    ...(message.labelIds.length > 0 ? { labelIds: message.labelIds } : {}),
    snippet: snippetOf(message.raw),
    sizeEstimate: message.raw.length,
    historyId: String(message.historyId),
    internalDate: String(message.internalDateMs),
  };
  if (format === "minimal") return basics;
  if (format === "raw") return { ...basics, raw: toBase64Url(message.raw) };
  if (format === "full") return { ...basics, payload: partTree(message.raw) };
  const wanted = call.query.getAll("metadataHeaders").map((name) => name.toLowerCase());
  const headers = message.headers.filter((header) => wanted.length === 0 || wanted.includes(header.name.toLowerCase()));
  const { mimeType } = partTree(message.raw);
  return { ...basics, payload: { mimeType, ...(headers.length > 0 ? { headers } : {}) } };
}
