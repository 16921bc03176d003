/** What the harness must know of a provider with drafts: its wire, its refusals, and how a person connects and meddles. */
import { connectMailbox, type Person } from "../../../scripts/http-person.ts";
import type { Call, Request } from "./calls.ts";
import type { K } from "./cells.ts";
import { gmailCall, gmailDraftOf } from "./gmail-calls.ts";
import { graphCall, graphDraftOf } from "./graph-calls.ts";
import type { Answer } from "./http-relay.ts";
import { openSandbox, type Provider, type Stage } from "./provider.ts";

export type Refusal = "throttled" | "quota" | "invalid" | "too_large" | "unauthorized" | "trouble";

/** Asked for by `throttled` and `quota`. */
export const RETRY_AFTER_SECONDS = 4;

export type ByHand = { method: string; path: string; body: unknown; headers?: { [name: string]: string } };

export type Transport = {
  name: "gmail" | "graph" | "smtp";
  /** The setting that puts another server in the provider's place. */
  variable: string;
  connect(person: Person, email: string): Promise<void>;
  callOf(request: Request): Call;
  draftOf(answer: Buffer): string | null;
  refusal(kind: Refusal): Answer;
  /** What the mailbox's own client calls when a person writes the draft anew (null: the sandbox cannot), or sends it. */
  edit: ((draftId: string, mime: string) => ByHand) | null;
  send(draftId: string): ByHand;
  /** The Message-ID is the provider's own and is read back after the send. */
  hasReadBack: boolean;
  /**
   * A posted draft looks like one for a while, and a second post meanwhile may send it twice: a call that is stopped for
   * longer than its lease must not meet such a mail (docs/decisions/010-proof-of-the-send-protocol.md, assumption 1).
   */
  settlesLater: boolean;
  /** The mailboxes of a company's campaign. Where the provider keeps its own pace, more are needed for the same stream. */
  inboxesOf(company: string, campaignNo: number): string[];
  leadAddress(name: string): string;
  leadsPerCampaign: number;
  /** Under a virtual clock, so many ticks an hour: a mailbox must be read within a quarter of it. */
  ticksPerHour: number;
  /** Points of the matrix that this way of sending does not have, and why. */
  without: { ks: K[]; because: string };
  open(stage: Stage): Promise<Provider>;
};

type Words = { status: number; code: string; message: string };

export const gmail: Transport = {
  name: "gmail",
  variable: "GMAIL_BASE_URL",
  connect: (person, email) => connectMailbox(person, "google", email),
  callOf: gmailCall,
  draftOf: gmailDraftOf,
  refusal: (kind) => {
    const { status, code: reason, message } = GMAIL_REFUSALS[kind];
    return answerOf(kind, status, {
      error: { code: status, message, errors: [{ domain: "global", reason, message }] },
    });
  },
  edit: (draftId, mime) => ({
    method: "PUT",
    path: `/gmail/v1/users/me/drafts/${draftId}`,
    body: { message: { raw: Buffer.from(mime).toString("base64url") } },
  }),
  send: (id) => ({ method: "POST", path: "/gmail/v1/users/me/drafts/send", body: { id } }),
  hasReadBack: true,
  without: { ks: [], because: "" },
  settlesLater: false,
  inboxesOf: (company, no) => Array.from({ length: 4 }, (_, index) => `box${no}-${index}@${company}.test`),
  leadAddress: (name) => `lea@${name}.example`,
  leadsPerCampaign: 60,
  ticksPerHour: 1,
  open: (stage) => openSandbox(gmail, stage),
};

/** Source: learn.microsoft.com/graph/outlook-immutable-id */
const BY_IMMUTABLE_ID = { Prefer: 'IdType="ImmutableId"' };

export const graph: Transport = {
  name: "graph",
  variable: "GRAPH_BASE_URL",
  connect: (person, email) => connectMailbox(person, "microsoft", email),
  callOf: graphCall,
  draftOf: graphDraftOf,
  refusal: (kind) => {
    const { status, code, message } = GRAPH_REFUSALS[kind];
    return answerOf(kind, status, { error: { code, message } });
  },
  edit: null,
  send: (draftId) => ({
    method: "POST",
    path: `/v1.0/me/messages/${encodeURIComponent(draftId)}/send`,
    body: {},
    headers: BY_IMMUTABLE_ID,
  }),
  hasReadBack: false,
  without: { ks: ["K9"], because: "the Message-ID is known with the draft, nothing is read back" },
  settlesLater: true,
  inboxesOf: (company, no) => Array.from({ length: 12 }, (_, index) => `box${no}-${index}@${company}.test`),
  leadAddress: (name) => `lea@${name}.example`,
  leadsPerCampaign: 60,
  ticksPerHour: 1,
  open: (stage) => openSandbox(graph, stage),
};

function answerOf(kind: Refusal, status: number, body: unknown): Answer {
  const later = kind === "throttled" || kind === "quota" ? { "retry-after": String(RETRY_AFTER_SECONDS) } : {};
  return {
    status,
    headers: { "content-type": "application/json; charset=UTF-8", ...later },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Source: developers.google.com/workspace/gmail/api/guides/handle-errors */
const GMAIL_REFUSALS: Record<Refusal, Words> = {
  throttled: { status: 429, code: "rateLimitExceeded", message: "Too many concurrent requests for user" },
  quota: { status: 403, code: "userRateLimitExceeded", message: "User-rate limit exceeded." },
  invalid: { status: 400, code: "invalidArgument", message: "Invalid To header" },
  too_large: { status: 413, code: "uploadTooLarge", message: "The message is too large." },
  unauthorized: { status: 401, code: "authError", message: "Invalid Credentials" },
  trouble: { status: 503, code: "backendError", message: "Backend Error" },
};

/** Source: learn.microsoft.com/graph/errors, learn.microsoft.com/exchange/client-developer (ResponseCodeType) */
const GRAPH_REFUSALS: Record<Refusal, Words> = {
  throttled: { status: 429, code: "TooManyRequests", message: "Too Many Requests" },
  quota: { status: 429, code: "ApplicationThrottled", message: "Application is over its MailboxConcurrency limit." },
  invalid: { status: 400, code: "ErrorInvalidRecipients", message: "At least one recipient is not valid." },
  too_large: { status: 413, code: "ErrorMessageSizeExceeded", message: "The message exceeds the maximum size." },
  unauthorized: { status: 401, code: "InvalidAuthenticationToken", message: "Access token has expired." },
  trouble: { status: 503, code: "ServiceUnavailable", message: "The service is unavailable." },
};
