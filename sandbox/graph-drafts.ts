// Drafts from MIME, deleting, and sending. The send is answered with 202 before anything has left: the item stays a
// draft, then stands in the Outbox, then in Sent Items. A second send of an item that is still on its way is taken
// for a second mail: whether Exchange refuses it is not known, so nobody may rely on it.
// Source: providers.md 3.3, 3.4 and 4.2; reliability.md R8.

import { mailDate } from "./deliver.ts";
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal, throttled } from "./graph-errors.ts";
import { contextOf, folderOf } from "./graph-folders.ts";
import { composeFromJson } from "./graph-json-draft.ts";
import { messageIn, showMessage } from "./graph-message.ts";
import { settleSubmissions } from "./graph-outbox.ts";
import { empty, json, Refusal, type Reply } from "./http.ts";
import { exchangeMessageId } from "./ids.ts";
import { enterInLedger, roomAtMs } from "./ledger.ts";
import { addMessage, moveMessage, removeMessage } from "./mailboxes.ts";
import { headerValue, readHeaders, recipientsOf, withHeader } from "./mime.ts";
import { threadOfIncoming } from "./threads.ts";
import type { StoredMessage } from "./world.ts";

const MIME_MAX_BYTES = 4 * 1024 * 1024;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function createDraft(call: GraphCall): Reply {
  const isMime = /^text\/plain/i.test(String(call.headers["content-type"] ?? ""));
  const raw = asKept(call, isMime ? mimeIn(call) : composeFromJson(call));
  const threadId = threadOfIncoming(call.mailbox, raw);
  const message = addMessage(call.mailbox, { raw, threadId, labelIds: ["DRAFT"], at: call.now });
  call.mailbox.drafts.set(message.id, message.id);
  return json(201, { "@odata.context": contextOf("messages/$entity"), ...showMessage(call, message, []) });
}

function mimeIn(call: GraphCall): string {
  const coded = call.body.toString("latin1").replace(/\s/g, "");
  if (coded.length > (MIME_MAX_BYTES * 4) / 3) throw graphRefusal("ErrorMessageSizeExceeded", call.now);
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(coded) && coded.length % 4 === 0;
  const given = isBase64 ? Buffer.from(coded, "base64").toString("latin1") : "";
  if (readHeaders(given).length === 0) throw graphRefusal("ErrorMimeContentInvalidBase64String", call.now);
  return given;
}

/** What Exchange keeps of a MIME draft: the sender is the account, some headers go, the Message-ID mostly stays. */
function asKept({ mailbox, world, now }: GraphCall, given: string): string {
  const from = mailbox.name === "" ? mailbox.email : `${mailbox.name} <${mailbox.email}>`;
  let raw = withHeader(withHeader(given, "Auto-Submitted", undefined), "Return-Path", undefined);
  raw = withHeader(raw, "From", from);
  const headers = readHeaders(raw);
  const isNamed = world.microsoft.keepsMessageId && headerValue(headers, "Message-ID") !== "";
  if (!isNamed) raw = withHeader(raw, "Message-ID", exchangeMessageId());
  return headerValue(headers, "Date") === "" ? withHeader(raw, "Date", mailDate(now)) : raw;
}

export function deleteMessage(call: GraphCall): Reply {
  const message = messageIn(call, call.params[0] ?? "");
  call.mailbox.drafts.delete(message.id);
  if (folderOf(message.labelIds) === "deleteditems") removeMessage(call.mailbox, message.id);
  else moveMessage(call.mailbox, message, ["TRASH", ...message.labelIds.filter((label) => label === "DRAFT")]);
  return empty(204);
}

export function sendDraft(call: GraphCall): Reply {
  const { world, mailbox, now } = call;
  const message = messageIn(call, call.params[0] ?? "");
  const isDraft = message.labelIds.includes("DRAFT") || message.labelIds.includes("OUTBOX");
  if (!isDraft) throw graphRefusal("ErrorInvalidRequest", now, { message: "The item is not a draft." });
  if (recipientsOf(message.headers).length === 0) throw graphRefusal("ErrorInvalidRecipients", now);
  requireRoom(call);
  // Whoever answers a mail that is still on its way stands in its conversation.
  mailbox.byMessageId.set(message.messageId, message.id);
  enterInLedger(world, mailbox, message, now);
  world.submissions.push(submissionOf(call, message));
  settleSubmissions(world, now);
  return empty(202);
}

function requireRoom({ mailbox, now }: GraphCall): void {
  if (roomAtMs(mailbox, { spanMs: DAY_MS, limit: mailbox.dailyLimit }, now) !== null)
    throw graphRefusal("ErrorExceededMessageLimit", now);
  if (mailbox.minuteLimit === null) return;
  const atMs = roomAtMs(mailbox, { spanMs: MINUTE_MS, limit: mailbox.minuteLimit }, now);
  if (atMs !== null) throw new Refusal(throttled(now, "MessageRate", Math.ceil((atMs - now.getTime()) / 1000)));
}

function submissionOf({ world, mailbox, now }: GraphCall, message: StoredMessage) {
  const { sendDelayMs } = world.microsoft;
  const leavesDraftsAtMs = now.getTime() + Math.floor(sendDelayMs / 2);
  return { mailbox: mailbox.email, messageId: message.id, leavesDraftsAtMs, sentAtMs: now.getTime() + sendDelayMs };
}
