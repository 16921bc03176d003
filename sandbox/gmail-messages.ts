// messages.list, messages.get, attachments.get, threads.get, getProfile; and the refusal of messages.send.
import { forbidden, notFound } from "./errors.ts";
import type { GmailCall } from "./gmail-access.ts";
import { showMessage } from "./gmail-message.ts";
import { json, type Reply } from "./http.ts";
import { messagesOfThread } from "./mailboxes.ts";
import { toBase64Url } from "./mime.ts";
import { attachmentOf } from "./mime-parts.ts";
import { pageStart, pageToken, perPage } from "./paging.ts";
import { matchesQuery } from "./query.ts";
import type { StoredMessage } from "./world.ts";

export function getProfile({ mailbox }: GmailCall): Reply {
  return json(200, {
    emailAddress: mailbox.email,
    messagesTotal: mailbox.messages.size,
    threadsTotal: mailbox.threads.size,
    historyId: String(mailbox.historyId),
  });
}

export function listMessages(call: GmailCall): Reply {
  const q = call.query.get("q") ?? "";
  if (q !== "" && call.isMetadataOnly) throw forbidden("forbidden", "Metadata scope does not support 'q' parameter");
  const labels = call.query.getAll("labelIds");
  const isEverywhere = call.query.get("includeSpamTrash") === "true" || /\bin:(anywhere|spam|trash)\b/i.test(q);
  const hits = newestFirst(call).filter((message) => {
    if (!isEverywhere && message.labelIds.some((label) => label === "SPAM" || label === "TRASH") && labels.length === 0)
      return false;
    return labels.every((label) => message.labelIds.includes(label)) && matchesQuery(message, q, call.now);
  });
  return listPage(
    call,
    "messages",
    hits.map(({ id, threadId }) => ({ id, threadId })),
  );
}

export function newestFirst({ mailbox }: GmailCall): StoredMessage[] {
  return [...mailbox.messages.values()].reverse().sort((a, b) => b.internalDateMs - a.internalDateMs);
}

/** One page; an empty one has no array at all. */
export function listPage(call: GmailCall, name: string, items: { id: string }[]): Reply {
  const start = pageStart(call);
  const at = start === undefined ? 0 : Number(start);
  const page = items.slice(at, at + perPage(call));
  const next = at + page.length;
  return json(200, {
    ...(page.length > 0 ? { [name]: page } : {}),
    ...(next < items.length && page.length > 0 ? { nextPageToken: pageToken(next) } : {}),
    resultSizeEstimate: items.length,
  });
}

export function getMessage(call: GmailCall): Reply {
  return json(200, showMessage(call, messageIn(call)));
}

export function getAttachment(call: GmailCall): Reply {
  const bytes = attachmentOf(messageIn(call).raw, call.params[1] ?? "");
  if (bytes === undefined) throw notFound();
  return json(200, { size: bytes.length, data: toBase64Url(bytes) });
}

export function getThread(call: GmailCall): Reply {
  const id = call.params[0] ?? "";
  const messages = messagesOfThread(call.mailbox, id);
  if (messages.length === 0) throw notFound();
  const historyId = String(Math.max(...messages.map((message) => message.historyId)));
  return json(200, { id, historyId, messages: messages.map((message) => showMessage(call, message)) });
}

// The product's safety rests on drafts: a draft can be sent only once, a raw message twice.
export function refuseSend(): Reply {
  throw forbidden(
    "forbidden",
    "This sandbox refuses messages.send: create a draft and send that, so that a mail leaves at most once.",
  );
}

function messageIn(call: GmailCall): StoredMessage {
  const message = call.mailbox.messages.get(call.params[0] ?? "");
  if (!message) throw notFound();
  return message;
}
