/**
 * Every port of the application to the outside on one page: what we ask for, in our own words.
 * Adapters translate; use cases import only this file. All calls may throw ProviderError.
 */

/** Opens no secret by itself: tokens come in as an argument from app/credentials. */
export type MailTokens = { accessToken: string | null; accessTokenExpiresAt: Date | null; refreshToken: string };

/** Tokens after a call; the caller stores them when they changed. */
export type RefreshedTokens = { accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null };

export type MailSession = {
  tokens: MailTokens;
  /** Called at most once per refresh, before the refreshed token is used. */
  onRefresh: (tokens: RefreshedTokens) => Promise<void>;
  /** Gives up the HTTP call; the outcome of a send is then unknown. */
  timeoutMs: number;
};

export type DraftRef = { draftId: string; messageId: string; threadId: string };
export type SentRef = { providerMessageId: string; threadId: string };

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

/** A mailbox that sends drafts. Gmail today; Microsoft Graph has the same shape. */
export type MailProvider = {
  getProfile(session: MailSession): Promise<{ email: string; cursor: string }>;
  /** Creates a draft from a whole RFC 5322 message. A lost answer leaves an orphan draft, never a mail. */
  createDraft(session: MailSession, mime: Uint8Array, threadId: string | null): Promise<DraftRef>;
  /** The one way out. Timeouts, resets and 5xx throw with delivery "unknown". */
  sendDraft(session: MailSession, draftId: string): Promise<SentRef>;
  hasDraft(session: MailSession, draftId: string): Promise<boolean>;
  deleteDraft(session: MailSession, draftId: string): Promise<void>;
  /** The mailbox's drafts, ours and its owner's. */
  listDrafts(session: MailSession, pageToken: string | null): Promise<DraftPage>;
  getHead(session: MailSession, providerMessageId: string, headerNames: string[]): Promise<MessageHead | null>;
  /** The whole message as raw MIME; null when it is gone. */
  getRaw(session: MailSession, providerMessageId: string): Promise<(MessageHead & { mime: Uint8Array }) | null>;
  /** Heads of all messages of a thread, oldest first; null when there is no such thread. */
  getThread(session: MailSession, threadId: string, headerNames: string[]): Promise<MessageHead[] | null>;
  /** Messages added since the cursor. kind "cursor_expired" when it is too old. `cursor` only on the last page. */
  listSince(session: MailSession, cursor: string, pageToken: string | null): Promise<MailPage>;
  /** All messages received after an instant, in any folder (Spam and Trash too). */
  listAfter(session: MailSession, receivedAfterAt: Date, pageToken: string | null): Promise<MailPage>;
};

/** Granting access to a mailbox (OAuth code flow with PKCE). */
export type MailboxOAuth = {
  authorizeUrl(input: { state: string; codeChallenge: string; redirectUri: string; loginHint?: string }): string;
  exchangeCode(input: {
    code: string;
    codeVerifier: string;
    redirectUri: string;
  }): Promise<{ accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null; scopes: string[] }>;
  revoke(token: string): Promise<void>;
  requiredScopes: string[];
};

export type Providers = {
  gmail: MailProvider;
  googleMailbox: MailboxOAuth;
};
