// Everything the sandbox knows, as plain data that can be written to a file.
// A raw mail is kept as a "binary" string (one character per byte), so that
// neither reading nor storing changes a byte of it.
import type { Fault } from "./faults.ts";
import type { Header } from "./mime.ts";

export type Behaviour = "reply" | "bounce" | "ooo" | "unsubscribe" | "silent";

export interface StoredMessage {
  id: string;
  threadId: string;
  labelIds: string[];
  raw: string;
  headers: Header[];
  messageId: string;
  internalDateMs: number;
  historyId: number;
}

export interface HistoryRecord {
  id: number;
  kind: "messagesAdded" | "messagesDeleted";
  message: { id: string; threadId: string; labelIds: string[] };
}

export type Provider = "google" | "microsoft";

export interface Mailbox {
  provider: Provider;
  email: string;
  name: string;
  aliases: string[];
  dailyLimit: number;
  /** Mails in 60 seconds; null: no such limit. */
  minuteLimit: number | null;
  messages: Map<string, StoredMessage>;
  threads: Map<string, string[]>;
  byMessageId: Map<string, string>;
  drafts: Map<string, string>;
  history: HistoryRecord[];
  historyId: number;
  oldestHistoryId: number;
  sentAtMs: number[];
}

/** One accepted mail. The ledger is only ever appended to: it is the proof of "at most once". */
export interface LedgerItem {
  id: string;
  mailbox: string;
  threadId: string;
  messageId: string;
  to: string;
  subject: string;
  acceptedAt: string;
  raw: string;
}

export interface Due {
  dueAtMs: number;
  mailbox: string;
  messageId: string;
  person: string;
  behaviour: Exclude<Behaviour, "silent">;
}

/** A mail that Microsoft has accepted and not filed yet: in Drafts, then in the Outbox, then in Sent Items. */
export interface Submission {
  mailbox: string;
  messageId: string;
  leavesDraftsAtMs: number;
  sentAtMs: number;
}

/** What tests set about Microsoft's side. */
export interface MicrosoftSettings {
  /** From the answer 202 to the copy in Sent Items. */
  sendDelayMs: number;
  /** How often a round of a delta begins with an empty page. */
  emptyPageRate: number;
  /** False: the draft gets a Message-ID of Exchange's own. */
  keepsMessageId: boolean;
  /** How long a refresh token lives after its successor was handed out. */
  oldTokenMs: number;
  /** Domains whose people need an administrator's approval; those that gave it leave the list. */
  adminDomains: string[];
}

export interface Grant {
  email: string;
  clientId: string;
  scopes: string[];
  isRevoked: boolean;
}

export interface World {
  seed: string;
  ledgerFile: string;
  mailboxes: Map<string, Mailbox>;
  codes: Map<string, AuthorizationCode>;
  refreshTokens: Map<string, Grant>;
  accessTokens: Map<string, { grant: Grant; expiresAtMs: number }>;
  /** Refresh tokens that have a successor, and when they end. */
  endingTokens: Map<string, number>;
  ledger: LedgerItem[];
  submissions: Submission[];
  agenda: Due[];
  answered: Set<string>;
  people: { isSeeded: boolean; byDefault: Behaviour; byAddress: Map<string, Behaviour> };
  faults: Fault[];
  requests: Map<string, number>;
  microsoft: MicrosoftSettings;
  /** "TXT acme.test" → what was set for it. */
  dns: Map<string, string[]>;
}

export interface AuthorizationCode {
  email: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  challenge: string;
  isOffline: boolean;
  expiresAtMs: number;
}

export function createWorld(seed: string, ledgerFile: string): World {
  return {
    seed,
    ledgerFile,
    mailboxes: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    endingTokens: new Map(),
    ledger: [],
    submissions: [],
    agenda: [],
    answered: new Set(),
    people: { isSeeded: true, byDefault: "silent", byAddress: new Map() },
    faults: [],
    requests: new Map(),
    microsoft: {
      sendDelayMs: 1500,
      emptyPageRate: 0.3,
      keepsMessageId: true,
      oldTokenMs: 3_600_000,
      adminDomains: [],
    },
    dns: new Map(),
  };
}
