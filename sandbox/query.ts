// Gmail's search words, as far as products use them: in, is, label, to, cc, bcc, from,
// subject, after, before, newer_than, older_than, rfc822msgid, has:attachment, plain words;
// quotes, (…), -negation and OR. An arbitrary header cannot be searched, as in Gmail.
// Source: support.google.com/mail/answer/7190.
import { headerValue } from "./mime.ts";
import { partTree, readableText } from "./mime-parts.ts";
import type { StoredMessage } from "./world.ts";

const DAY_MS = 86_400_000;
const SPAN_MS: Record<string, number> = { h: DAY_MS / 24, d: DAY_MS, m: 30 * DAY_MS, y: 365 * DAY_MS };

export function matchesQuery(message: StoredMessage, q: string, now: Date): boolean {
  const terms = q.replace(/[{}]/g, " ").match(/-?(?:[A-Za-z0-9_]+:)?(?:"[^"]*"|\([^()]*\)|[^\s"()]+)/g) ?? [];
  const alternatives: string[][] = [];
  for (const [at, term] of terms.entries()) {
    if (term === "OR") continue;
    if (terms[at - 1] === "OR") alternatives.at(-1)?.push(term);
    else alternatives.push([term]);
  }
  return alternatives.every((group) => group.some((term) => matchesTerm(message, term, now)));
}

function matchesTerm(message: StoredMessage, term: string, now: Date): boolean {
  if (term.startsWith("-") && term.length > 1) return !matchesTerm(message, term.slice(1), now);
  const split = /^([A-Za-z0-9_]+):(.*)$/s.exec(term);
  const word = (split?.[2] ?? term).replace(/^["(]+|[")]+$/g, "").trim();
  const operator = split ? OPERATORS[(split[1] ?? "").toLowerCase()] : undefined;
  if (operator) return operator(message, word.toLowerCase(), now);
  const text = ["Subject", "From", "To"].map((name) => headerValue(message.headers, name)).join(" ");
  return `${text} ${readableText(message.raw)}`.toLowerCase().includes(word.toLowerCase());
}

type Operator = (message: StoredMessage, word: string, now: Date) => boolean;

const OPERATORS: Record<string, Operator> = {
  in: hasLabel,
  is: hasLabel,
  label: hasLabel,
  from: (message, word) => inHeaders(message, ["From"], word),
  to: (message, word) => inHeaders(message, ["To", "Cc", "Bcc"], word),
  cc: (message, word) => inHeaders(message, ["Cc"], word),
  bcc: (message, word) => inHeaders(message, ["Bcc"], word),
  subject: (message, word) => inHeaders(message, ["Subject"], word),
  after: (message, word) => message.internalDateMs >= instantOf(word),
  before: (message, word) => message.internalDateMs < instantOf(word),
  newer_than: (message, word, now) => message.internalDateMs >= now.getTime() - spanOf(word),
  older_than: (message, word, now) => message.internalDateMs < now.getTime() - spanOf(word),
  rfc822msgid: (message, word) => message.messageId.replace(/^<|>$/g, "").toLowerCase() === word.replace(/^<|>$/g, ""),
  has: (message, word) =>
    word === "attachment" && (partTree(message.raw).parts ?? []).some((part) => part.filename !== ""),
};

function hasLabel(message: StoredMessage, word: string): boolean {
  if (word === "anywhere") return true;
  if (word === "read") return !message.labelIds.includes("UNREAD");
  const label = { drafts: "DRAFT", draft: "DRAFT" }[word] ?? word.toUpperCase();
  return message.labelIds.includes(label);
}

function inHeaders(message: StoredMessage, names: string[], word: string): boolean {
  return names.some((name) => headerValue(message.headers, name).toLowerCase().includes(word));
}

// A number is epoch seconds; a date is its midnight, here in UTC.
function instantOf(word: string): number {
  if (/^\d{5,}$/.test(word)) return Number(word) * 1000;
  return Date.parse(`${word.replace(/[/-]/g, "-").replace(/-(\d)(?=-|$)/g, "-0$1")}T00:00:00Z`);
}

function spanOf(word: string): number {
  const [, count, unit] = /^(\d+)([hdmy])$/.exec(word) ?? [];
  return Number(count ?? Number.NaN) * (SPAN_MS[unit ?? ""] ?? Number.NaN);
}
