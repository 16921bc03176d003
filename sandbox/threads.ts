// Which thread a mail belongs to. Sent by API: the thread must exist in this
// mailbox, the mail must answer a mail in it, and the subjects must be the same apart
// from "Re:". Received: the mail it answers decides; a changed subject opens a new thread.
// Source: developers.google.com/workspace/gmail/api/guides/threads; providers.md 2.5.
import { notFound } from "./errors.ts";
import { findMessage, messagesOfThread } from "./mailboxes.ts";
import { headerValue, readHeaders, referencesOf } from "./mime.ts";
import type { Mailbox } from "./world.ts";

/** The thread of an outgoing mail; undefined opens a new one, and an unknown thread is refused with 404. */
export function threadOfOutgoing(mailbox: Mailbox, raw: string, wanted: string): string | undefined {
  if (wanted === "") return undefined;
  const inThread = messagesOfThread(mailbox, wanted);
  if (inThread.length === 0) throw notFound();
  const headers = readHeaders(raw);
  const answered = referencesOf(headers);
  const isAnswer = inThread.some((message) => answered.includes(message.messageId));
  const subject = bareSubject(headerValue(headers, "Subject"), /^\s*re\s*:\s*/i);
  const isSameSubject = inThread.some(
    (message) => bareSubject(headerValue(message.headers, "Subject"), /^\s*re\s*:\s*/i) === subject,
  );
  return isAnswer && isSameSubject ? wanted : undefined;
}

/** The thread of a received mail, by the mails it names; undefined opens a new one. */
export function threadOfIncoming(mailbox: Mailbox, raw: string): string | undefined {
  const headers = readHeaders(raw);
  const parent = referencesOf(headers)
    .reverse()
    .flatMap((reference) => findMessage(mailbox, reference) ?? [])[0];
  if (!parent) return undefined;
  const isReport = /^\s*multipart\/report/i.test(headerValue(headers, "Content-Type"));
  const anyPrefix = /^\s*[\p{L} .-]{2,24}:\s*/u;
  const subject = bareSubject(headerValue(headers, "Subject"), anyPrefix);
  const isSameSubject = subject === bareSubject(headerValue(parent.headers, "Subject"), anyPrefix);
  return isReport || isSameSubject ? parent.threadId : undefined;
}

function bareSubject(subject: string, prefix: RegExp): string {
  let bare = subject;
  while (prefix.test(bare)) bare = bare.replace(prefix, "");
  return bare.replace(/\s+/g, " ").trim().toLowerCase();
}
