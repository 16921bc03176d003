// Mailboxes and what happens in them. Every change gets the next history id;
// history ids only grow, and cursors below the oldest kept one are refused.
import { conversationId, gmailId, immutableId } from "./ids.ts";
import { headerValue, readHeaders } from "./mime.ts";
import type { HistoryRecord, Mailbox, Provider, StoredMessage, World } from "./world.ts";

// Source: providers.md 2.6 (rolling 24 h: consumer accounts 500, Workspace 2,000) and 3.8 (Exchange Online 10,000 and
// 30 a minute; personal accounts far less, 300 as seen in the field).
const LIMITS = {
  google: { domains: ["gmail.com", "googlemail.com"], consumer: 500, business: 2000, minute: null },
  microsoft: {
    domains: ["outlook.com", "hotmail.com", "live.com", "msn.com"],
    consumer: 300,
    business: 10_000,
    minute: 30,
  },
};
const FIRST_HISTORY_ID = 4700;

/** The mailbox of an address; the first to ask decides whose it is. */
export function openMailbox(world: World, address: string, provider: Provider = "google"): Mailbox {
  const email = address.trim().toLowerCase();
  const known = world.mailboxes.get(email);
  if (known) return known;
  const limits = LIMITS[provider];
  const isConsumer = limits.domains.includes(email.slice(email.indexOf("@") + 1));
  const mailbox: Mailbox = {
    provider,
    email,
    name: "",
    aliases: [],
    dailyLimit: isConsumer ? limits.consumer : limits.business,
    minuteLimit: limits.minute,
    messages: new Map(),
    threads: new Map(),
    byMessageId: new Map(),
    drafts: new Map(),
    history: [],
    historyId: FIRST_HISTORY_ID,
    oldestHistoryId: FIRST_HISTORY_ID,
    sentAtMs: [],
  };
  world.mailboxes.set(email, mailbox);
  return mailbox;
}

/** Stores a mail; without a thread it opens one of its own. */
export function addMessage(
  mailbox: Mailbox,
  mail: { raw: string; threadId?: string | undefined; labelIds: string[]; at: Date },
): StoredMessage {
  const isMicrosoft = mailbox.provider === "microsoft";
  const id = isMicrosoft ? immutableId() : gmailId(mail.at.getTime());
  const headers = readHeaders(mail.raw);
  const message: StoredMessage = {
    id,
    threadId: mail.threadId ?? (isMicrosoft ? conversationId() : id),
    labelIds: mail.labelIds,
    raw: mail.raw,
    headers,
    messageId: headerValue(headers, "Message-ID"),
    internalDateMs: mail.at.getTime(),
    historyId: 0,
  };
  mailbox.messages.set(id, message);
  if (!message.labelIds.includes("DRAFT")) mailbox.byMessageId.set(message.messageId, id);
  const inThread = mailbox.threads.get(message.threadId);
  if (inThread) inThread.push(id);
  else mailbox.threads.set(message.threadId, [id]);
  message.historyId = record(mailbox, "messagesAdded", message);
  return message;
}

export function removeMessage(mailbox: Mailbox, id: string): void {
  const message = mailbox.messages.get(id);
  if (!message) return;
  mailbox.messages.delete(id);
  if (mailbox.byMessageId.get(message.messageId) === id) mailbox.byMessageId.delete(message.messageId);
  const rest = (mailbox.threads.get(message.threadId) ?? []).filter((other) => other !== id);
  if (rest.length > 0) mailbox.threads.set(message.threadId, rest);
  else mailbox.threads.delete(message.threadId);
  record(mailbox, "messagesDeleted", message);
}

/** Into another folder: the same mail, gone there and new here. */
export function moveMessage(mailbox: Mailbox, message: StoredMessage, labelIds: string[]): void {
  record(mailbox, "messagesDeleted", message);
  message.labelIds = labelIds;
  if (!labelIds.includes("DRAFT")) mailbox.byMessageId.set(message.messageId, message.id);
  message.historyId = record(mailbox, "messagesAdded", message);
}

export function messagesOfThread(mailbox: Mailbox, threadId: string): StoredMessage[] {
  return (mailbox.threads.get(threadId) ?? []).flatMap((id) => mailbox.messages.get(id) ?? []);
}

/** Finds a mail by the provider's id or by its Message-ID, with or without brackets; drafts only by id. */
export function findMessage(mailbox: Mailbox, reference: string): StoredMessage | undefined {
  const id = mailbox.byMessageId.get(`<${reference.trim().replace(/^<|>$/g, "")}>`) ?? reference;
  return mailbox.messages.get(id);
}

/** Makes every history id handed out so far too old. */
export function expireHistory(mailbox: Mailbox): void {
  mailbox.historyId += 100;
  mailbox.oldestHistoryId = mailbox.historyId;
  mailbox.history = [];
}

function record(mailbox: Mailbox, kind: HistoryRecord["kind"], message: StoredMessage): number {
  mailbox.historyId += 1 + (mailbox.history.length % 7);
  const { id, threadId, labelIds } = message;
  mailbox.history.push({ id: mailbox.historyId, kind, message: { id, threadId, labelIds: [...labelIds] } });
  return mailbox.historyId;
}
