// $filter and $orderby on messages, as far as products use them: comparisons joined by "and". A property that sorts
// must be the first one that filters. Source: learn.microsoft.com/graph/api/user-list-messages.
import type { GraphCall } from "./graph-access.ts";
import { graphRefusal } from "./graph-errors.ts";
import { folderOf } from "./graph-folders.ts";
import { addressesIn, headerValue } from "./mime.ts";
import type { StoredMessage } from "./world.ts";

type Value = string | number | boolean;
const PROPERTIES: Record<string, (message: StoredMessage) => Value> = {
  internetMessageId: (message) => message.messageId,
  conversationId: (message) => message.threadId,
  receivedDateTime: (message) => wholeSecond(message.internalDateMs),
  sentDateTime: (message) => wholeSecond(message.internalDateMs),
  isDraft: ({ labelIds }) => labelIds.includes("DRAFT") || folderOf(labelIds) === "outbox",
  isRead: ({ labelIds }) => !labelIds.includes("UNREAD"),
  subject: (message) => headerValue(message.headers, "Subject"),
  "from/emailAddress/address": (message) => addressesIn(headerValue(message.headers, "From"))[0]?.address ?? "",
};
const TERM = /^([A-Za-z/]+)\s+(eq|ne|ge|gt|le|lt)\s+(.+)$/;

export interface Term {
  property: string;
  operator: string;
  value: Value;
}

export function termsOf(call: GraphCall): Term[] {
  const text = call.query.get("$filter");
  if (text === null) return [];
  return text.split(/\s+and\s+/).map((part) => {
    const [, property = "", operator = "", literal = ""] = TERM.exec(part.trim()) ?? [];
    const value = literalValue(literal);
    if (!(property in PROPERTIES) || value === undefined) throw graphRefusal("ErrorInvalidUrlQuery", call.now);
    return { property, operator, value };
  });
}

export function matchesTerms(message: StoredMessage, terms: Term[]): boolean {
  return terms.every(({ property, operator, value }) => {
    const found = PROPERTIES[property]?.(message) ?? "";
    if (operator === "eq") return found === value;
    if (operator === "ne") return found !== value;
    if (operator === "ge") return found >= value;
    if (operator === "gt") return found > value;
    return operator === "le" ? found <= value : found < value;
  });
}

/** Newest first, unless $orderby says otherwise. */
export function sorted(call: GraphCall, messages: StoredMessage[], terms: Term[]): StoredMessage[] {
  const [property = "receivedDateTime", direction = "desc"] = (call.query.get("$orderby") ?? "")
    .split(/\s+/)
    .filter(Boolean);
  const read = PROPERTIES[property];
  if (!read) throw graphRefusal("ErrorInvalidUrlQuery", call.now);
  const isSorted = call.query.has("$orderby");
  if (isSorted && terms.length > 0 && terms[0]?.property !== property)
    throw graphRefusal("InefficientFilter", call.now);
  const isUp = isSorted ? (call.query.get("$orderby") ?? "").trim().split(/\s+/)[1] !== "desc" : direction !== "desc";
  const rising = [...messages].sort((a, b) =>
    read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : a.historyId - b.historyId,
  );
  return isUp ? rising : rising.reverse();
}

function literalValue(literal: string): Value | undefined {
  const text = /^'(.*)'$/s.exec(literal)?.[1];
  if (text !== undefined) return text.replaceAll("''", "'");
  if (literal === "true" || literal === "false") return literal === "true";
  const atMs = Date.parse(literal);
  return /^\d{4}-\d\d-\d\dT/.test(literal) && !Number.isNaN(atMs) ? atMs : undefined;
}

function wholeSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}
