// drafts.create, get, list, delete, send. A draft vanishes when it is sent: the mail
// gets a new message id, and a second drafts.send of the same id finds nothing.
// Source: developers.google.com/workspace/gmail/api/guides/drafts; providers.md 2.3.
import { acceptMail } from "./accept.ts";
import { invalidArgument, notFound } from "./errors.ts";
import type { GmailCall } from "./gmail-access.ts";
import { showMessage } from "./gmail-message.ts";
import { listPage, newestFirst } from "./gmail-messages.ts";
import { empty, json, objectOf, type Reply, textIn } from "./http.ts";
import { draftId } from "./ids.ts";
import { addMessage, removeMessage } from "./mailboxes.ts";
import { matchesQuery } from "./query.ts";
import { threadOfOutgoing } from "./threads.ts";
import type { StoredMessage } from "./world.ts";

export function createDraft(call: GmailCall): Reply {
  const message = objectOf(call)?.message;
  const fields = typeof message === "object" && message !== null ? (message as Record<string, unknown>) : {};
  const raw = Buffer.from(textIn(fields.raw), "base64url").toString("latin1");
  if (raw === "")
    throw invalidArgument("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
  const threadId = threadOfOutgoing(call.mailbox, raw, textIn(fields.threadId));
  const stored = addMessage(call.mailbox, { raw, threadId, labelIds: ["DRAFT"], at: call.now });
  const id = draftId();
  call.mailbox.drafts.set(id, stored.id);
  return json(200, { id, message: { id: stored.id, threadId: stored.threadId, labelIds: stored.labelIds } });
}

/** drafts.update: the draft keeps its id, its message is a new one. */
export function updateDraft(call: GmailCall): Reply {
  const { id, message } = draftIn(call, call.params[0] ?? "");
  const fields = objectOf(call)?.message;
  const raw = Buffer.from(textIn((fields as { raw?: unknown } | undefined)?.raw), "base64url").toString("latin1");
  if (raw === "") throw invalidArgument("'raw' RFC822 payload message string required");
  removeMessage(call.mailbox, message.id);
  const written = { raw, threadId: message.threadId, labelIds: ["DRAFT"], at: call.now };
  const stored = addMessage(call.mailbox, written);
  call.mailbox.drafts.set(id, stored.id);
  return json(200, { id, message: { id: stored.id, threadId: stored.threadId, labelIds: stored.labelIds } });
}

export function getDraft(call: GmailCall): Reply {
  const { id, message } = draftIn(call, call.params[0] ?? "");
  return json(200, { id, message: showMessage(call, message) });
}

export function listDrafts(call: GmailCall): Reply {
  const draftOf = new Map([...call.mailbox.drafts].map(([id, messageId]) => [messageId, id]));
  const q = call.query.get("q") ?? "";
  const items = newestFirst(call).flatMap((message) => {
    const id = draftOf.get(message.id);
    if (id === undefined || !matchesQuery(message, q, call.now)) return [];
    return [{ id, message: { id: message.id, threadId: message.threadId } }];
  });
  return listPage(call, "drafts", items);
}

export function deleteDraft(call: GmailCall): Reply {
  const { id, message } = draftIn(call, call.params[0] ?? "");
  call.mailbox.drafts.delete(id);
  removeMessage(call.mailbox, message.id);
  return empty(204);
}

export function sendDraft(call: GmailCall): Reply {
  const { id, message } = draftIn(call, textIn(objectOf(call)?.id));
  const sent = acceptMail(call.world, call.mailbox, message, call.now);
  call.mailbox.drafts.delete(id);
  removeMessage(call.mailbox, message.id);
  return json(200, { id: sent.id, threadId: sent.threadId, labelIds: sent.labelIds });
}

function draftIn(call: GmailCall, id: string): { id: string; message: StoredMessage } {
  const message = call.mailbox.messages.get(call.mailbox.drafts.get(id) ?? "");
  if (!message) throw notFound();
  return { id, message };
}
