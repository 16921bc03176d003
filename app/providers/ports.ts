/**
 * Every port of the application to the outside on one page: what we ask for, in our own words.
 * Adapters translate; use cases import only this file. All calls may throw ProviderError.
 */

/** Opens no secret by itself: tokens come in as an argument from app/credentials. */
export type MailTokens = { accessToken: string | null; accessTokenExpiresAt: Date | null; refreshToken: string };

/** Tokens after a call; the caller stores them when they changed. */
export type RefreshedTokens = { accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null };

/** Opens a mailbox over OAuth. */
export type MailSession = {
  /** The current ones; replaced by `renew`. */
  tokens: MailTokens;
  /**
   * Renews the access token, one worker at a time: `exchange` asks the provider, unless another worker did meanwhile.
   * The answer is stored before it is used.
   */
  renew: (exchange: (refreshToken: string) => Promise<RefreshedTokens>) => Promise<string>;
  /** Gives up the HTTP call; the outcome of a send is then unknown. */
  timeoutMs: number;
};

export type MailServer = { host: string; port: number; isSecure: boolean; user: string };
/** Opens a mailbox by its own servers and a password. */
export type ServerSession = { email: string; smtp: MailServer; imap: MailServer; password: string; timeoutMs: number };

/** `messageIdHeader` is null where the provider gives the mail another one when it leaves (Gmail). */
export type DraftRef = { draftId: string; messageId: string; threadId: string; messageIdHeader: string | null };
/** `messageIdHeader` is null until it can be read back. */
export type SentRef = { providerMessageId: string; threadId: string; messageIdHeader: string | null };

export type MailHeader = { name: string; value: string };
/** A message's place and headers, without its body. */
export type MessageHead = {
  providerMessageId: string;
  threadId: string;
  labels: string[];
  headers: MailHeader[];
  receivedAt: Date;
};

export type DraftPage = { drafts: { draftId: string; messageId: string }[]; nextPageToken: string | null };
export type MailPage = { messageIds: string[]; nextPageToken: string | null; cursor: string | null };

/** How mail leaves this mailbox, and by nothing else. */
export type Outbox = DraftOutbox | DirectOutbox;

/** The draft is the idempotency key: it is gone, or says so, once it was sent. */
export type DraftOutbox = {
  kind: "drafts";
  /** A draft that is still there may be on its way out for a while (Microsoft's Outbox). */
  settlesLater: boolean;
  /** Creates a draft from a whole RFC 5322 message. A lost answer leaves an orphan draft, never a mail. */
  createDraft(mime: Uint8Array, threadId: string | null): Promise<DraftRef>;
  /** The one way out. Timeouts, resets and 5xx throw with delivery "unknown". */
  sendDraft(draft: { draftId: string; threadId: string | null; messageIdHeader: string | null }): Promise<SentRef>;
  /** missing: deleted before, or sent, by whoever holds the mailbox. */
  deleteDraft(draftId: string): Promise<"deleted" | "missing">;
  /** The mailbox's drafts, ours and its owner's. */
  listDrafts(pageToken: string | null): Promise<DraftPage>;
};

/** A server without drafts (SMTP): the submission itself is the only witness. */
export type DirectOutbox = {
  kind: "direct";
  /**
   * Submits one mail to one recipient. `beforeData` runs when everything but the message was accepted: until it has
   * returned nothing can have left; when it throws, nothing leaves and the error is passed on.
   */
  submit(mail: OutgoingMail, beforeData: () => Promise<void>): Promise<SentRef>;
  /** Files the copy among the sent mails where the server did not do it by itself. */
  fileSentCopy(mail: OutgoingMail): Promise<void>;
};
export type OutgoingMail = {
  mime: Uint8Array;
  fromEmail: string;
  toEmail: string;
  messageIdHeader: string;
  attemptId: string;
};

/** What is known of a mail whose outcome is not. */
export type MailTrace = {
  attemptId: string;
  draftId: string | null;
  threadId: string | null;
  messageIdHeader: string | null;
  cursorAtPrepare: string | null;
  preparedAt: Date | null;
};
/** draft: it is still there, not sent. queued: accepted, on its way, ask again. gone: neither draft nor sent copy. */
export type MailFate = { state: "sent"; sent: SentRef } | { state: "draft" } | { state: "queued" } | { state: "gone" };

export type ThreadPlace = { threadId: string; messageIdHeaders: string[] };

/** One opened mailbox: Gmail, Microsoft, or SMTP with IMAP. All calls may throw ProviderError. */
export type Mailbox = {
  outbox: Outbox;
  /** Also the cursor from which `listSince` reads on. */
  getProfile(): Promise<{ email: string; cursor: string }>;
  /** Reads only: looks where a mail is, by draft and by our attempt header, never by a Message-ID that may be rewritten. */
  lookUp(trace: MailTrace): Promise<MailFate>;
  getHead(providerMessageId: string, headerNames: string[]): Promise<MessageHead | null>;
  /** The whole message as raw MIME; null when it is gone. */
  getRaw(providerMessageId: string): Promise<(MessageHead & { mime: Uint8Array }) | null>;
  /** Heads of all messages of a thread, oldest first; null when there is no such thread. */
  getThread(thread: ThreadPlace, headerNames: string[]): Promise<MessageHead[] | null>;
  /** Messages added since the cursor. kind "cursor_expired" when it is too old. `cursor` only on the last page. */
  listSince(cursor: string, pageToken: string | null): Promise<MailPage>;
  /** All messages received after an instant, in any folder (Spam and Trash too). */
  listAfter(receivedAfterAt: Date, pageToken: string | null): Promise<MailPage>;
  /** Ends connections that are kept open; never throws. */
  close(): Promise<void>;
};

export type MailProvider<Session> = { open(session: Session): Mailbox };

/** Why servers that were typed in cannot be used. `no_sent_folder`: a doubtful mail could not be looked up. */
export type ServerProblem =
  | "host_not_found"
  | "unreachable"
  | "encryption"
  | "password"
  | "blocked"
  | "no_sent_folder"
  | "trouble";
/** `cursor`: from where `listSince` reads on. */
export type ServerCheck = { ok: true; cursor: string } | { ok: false; server: "smtp" | "imap"; problem: ServerProblem };
export type ServerMailProvider = MailProvider<ServerSession> & {
  /** Signs in to both servers and looks for the folders; sends and changes nothing. Never throws a ProviderError. */
  check(session: ServerSession): Promise<ServerCheck>;
};

/** Granting access to a mailbox (OAuth code flow with PKCE). */
export type MailboxOAuth = {
  authorizeUrl(input: { state: string; codeChallenge: string; redirectUri: string; loginHint?: string }): string;
  exchangeCode(input: {
    code: string;
    codeVerifier: string;
    redirectUri: string;
  }): Promise<{ accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null; scopes: string[] }>;
  /** Does nothing where the provider has no such call. */
  revoke(token: string): Promise<void>;
  requiredScopes: string[];
  /** Where an administrator approves the application for a whole organisation; absent where there is no such page. */
  adminConsentUrl?(redirectUri: string): string;
};

/** An event as it came: the raw bytes and the header that signs them. */
export type SignedEvent = { body: Uint8Array; signature: string; receivedAt: Date };
/** Events come in any order and more than once: `objectId` says what to fetch, its state in the event is not used. */
export type BillingEvent = { eventId: string; type: string; objectId: string | null };
export type BillingEvents = {
  /** Throws a ProviderError of kind "invalid_request" when the signature, its age or the event's shape is wrong. */
  readEvent(signed: SignedEvent): Promise<BillingEvent>;
};

/** A mail of this installation to its own users. `messageIdHeader` stays the same over all tries. */
export type NoticeMail = { toEmails: string[]; subject: string; text: string; messageIdHeader: string };
/** Throws a ProviderError; with delivery "unknown" the mail may have left. */
export type SystemMail = { send(mail: NoticeMail): Promise<void> };

/**
 * What a domain publishes. An empty list: there is no such record, or no such name. Throws a ProviderError of kind
 * "transient" when nobody answers, which says nothing about the domain.
 */
export type DomainRecords = {
  /** Each record with its strings joined. */
  listTxt(name: string): Promise<string[]>;
};

export type Providers = {
  dns: DomainRecords;
  /** Absent when this installation has no mail server of its own. */
  systemMail?: SystemMail;
  /** Absent when billing is off. */
  billingEvents?: BillingEvents;
  gmail: MailProvider<MailSession>;
  microsoft: MailProvider<MailSession>;
  smtp: ServerMailProvider;
  googleMailbox: MailboxOAuth;
  microsoftMailbox: MailboxOAuth;
};
