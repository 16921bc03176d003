/** What a worker's call to a provider is for, told from the wire alone. */

/**
 * create: the draft. freshen: the thread before a follow-up. post: the one way out. look: reconcile. read_back: after it.
 * Over SMTP and IMAP: greeting, recipient (the envelope), and file (our copy among the sent mails).
 */
export type CallKind = "create" | "freshen" | "post" | "look" | "read_back" | "greeting" | "recipient" | "file";

export type Call = {
  kind: CallKind | null;
  /** Known at once when the call names the job by our header, or by a draft that was made for it. */
  sendJobId: string | null;
  draftId: string | null;
  threadId: string | null;
  messageId: string | null;
  toEmail: string | null;
  /** The process that calls, where nothing else tells its mail. */
  callerPid: number | null;
};

export type Request = { method: string; path: string; body: Buffer };

export const NO_CALL: Call = {
  kind: null,
  sendJobId: null,
  draftId: null,
  threadId: null,
  messageId: null,
  toEmail: null,
  callerPid: null,
};

/** The attempt header begins with the job's id (36 characters). */
export function sendJobIn(mime: string): string | null {
  return /^X-LeadBitz-Attempt:\s*([0-9a-f-]{36})-\d+/im.exec(mime)?.[1] ?? null;
}
