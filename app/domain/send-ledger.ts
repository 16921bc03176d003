/**
 * The ledger of one mail: which status may follow which, why, and what must be known before. Whoever writes
 * send_jobs.status takes an arrow from here; the protocol's proof (tests/domain/send-protocol-model.test.ts) walks
 * these same arrows, so one arrow too many or one proof too weak is found as a second delivery.
 */

export type SendJobStatus =
  | "scheduled"
  | "preparing"
  | "prepared"
  | "sending"
  | "sent"
  | "held"
  | "skipped"
  | "canceled"
  | "failed"
  | "uncertain";

/**
 * How a mail leaves. `drafts`: a draft is gone once it was sent (Gmail). `settling_drafts`: a draft may be on its way
 * out while it still reads as one (Microsoft Graph). `direct`: no draft, one submission (SMTP).
 */
export type Transport = "drafts" | "settling_drafts" | "direct";

/**
 * What the UPDATE asks of the row beside its status. `claim`: the lease is free, the fence is raised, the lease taken.
 * `fence`: the fence is the writer's own. `status`: nothing more; the status alone keeps a posted mail out of reach.
 * `raise`: as `status`, and the fence is raised, so that a worker of before does not go on as if nothing had happened.
 */
export type Guard = "claim" | "fence" | "status" | "raise";

/** What must be known before the arrow is taken. */
export type Proof =
  | "nothing"
  /** The attempt's draft was made, by the writer's own call. Direct: the mail is written. */
  | "draft_made"
  /** The answer to the writer's own call says so. */
  | "call_accepted"
  | "call_refused"
  /** No call that could make the mail leave was begun for this attempt: the row says so. */
  | "data_not_begun"
  | "draft_stands"
  /** The draft stands, and any call that may have been under way has long ended. */
  | "settled_draft_stands"
  | "sent_copy_found"
  /** Neither draft nor sent copy, and that for longer than a sent copy takes to show itself. */
  | "nothing_found_for_long"
  /** Nothing can leave from the mailbox: there was no draft, or the provider confirmed its deletion. */
  | "no_draft"
  /** A person looked into the mailbox and says so. */
  | "person_says_left"
  | "person_says_not_left";

export type Rule = {
  from: SendJobStatus;
  to: SendJobStatus;
  cause: string;
  guard: Guard;
  proof: Proof;
  /** Where the arrow exists; everywhere when left out. */
  transports?: readonly Transport[];
  /** The next claim starts a new attempt: another draft, another attempt header. */
  startsNewAttempt?: true;
};

const DRAFTS = ["drafts", "settling_drafts"] as const;

const fenced = { guard: "fence", proof: "nothing" } as const;
/** A worker takes a free mail; what is `sending` only to look what became of it. */
const claim = { cause: "claimed", guard: "claim", proof: "nothing" } as const;
/** A stop, in one statement over many rows; a mail that may be on its way is left to its outcome. */
const stop = { to: "canceled", cause: "journey stopped", guard: "status", proof: "nothing" } as const;
const reconciled = { from: "sending", cause: "reconciled", guard: "fence" } as const;
const again = { to: "scheduled", guard: "raise", startsNewAttempt: true } as const;
/** The status changes first, the draft is deleted after: a deletion must not outrun a worker that may still post. */
const takenOut = { from: "prepared", ...fenced } as const;

/**
 * Every arrow of the ledger.
 *
 * Rules   leaves `sending` only on proof; enters `sending` only under the fence; nothing leaves `sent`; what a machine
 *         may not judge (`uncertain`, `failed`) only a person or a sent copy moves
 * Source  design.md 5, reliability.md B.1 (R1, R2, R7, R8, R12, R13), decision record 010
 */
export const SEND_RULES = [
  { from: "scheduled", to: "preparing", ...claim },
  { from: "preparing", to: "preparing", ...claim },
  { from: "prepared", to: "prepared", ...claim },
  { from: "sending", to: "sending", ...claim },

  { from: "preparing", to: "prepared", cause: "draft committed", guard: "fence", proof: "draft_made" },
  { from: "preparing", to: "scheduled", cause: "provider refused for now", ...fenced },
  { from: "preparing", to: "held", cause: "cannot be written", ...fenced },
  { from: "preparing", to: "failed", cause: "provider refused for good", ...fenced },

  { from: "prepared", to: "sending", cause: "preflight cleared", ...fenced },
  { from: "prepared", to: "prepared", cause: "deferred", ...fenced },
  { to: "canceled", cause: "must never leave", ...takenOut },
  { to: "held", cause: "a person has to act", ...takenOut },
  { to: "skipped", cause: "its time is over", ...takenOut },

  // Direct: written after the server accepted the recipient and before the first byte of the mail.
  { from: "sending", to: "sending", cause: "data begins", ...fenced, transports: ["direct"] },
  { from: "sending", to: "sent", cause: "provider accepted", guard: "fence", proof: "call_accepted" },
  { from: "sending", to: "prepared", cause: "provider refused for now", guard: "fence", proof: "call_refused" },
  { from: "sending", to: "failed", cause: "provider refused for good", guard: "fence", proof: "call_refused" },

  { ...reconciled, to: "sent", proof: "sent_copy_found" },
  { ...reconciled, to: "prepared", proof: "draft_stands", transports: ["drafts"] },
  { ...reconciled, to: "prepared", proof: "settled_draft_stands", transports: ["settling_drafts"] },
  { ...reconciled, to: "prepared", proof: "data_not_begun", transports: ["direct"] },
  { ...reconciled, to: "uncertain", proof: "nothing_found_for_long" },

  { from: "uncertain", to: "sent", cause: "sent copy came to light", guard: "fence", proof: "sent_copy_found" },
  { from: "uncertain", to: "sent", cause: "a person decided", guard: "fence", proof: "person_says_left" },
  { from: "uncertain", cause: "a person decided", proof: "person_says_not_left", ...again },
  { from: "uncertain", to: "canceled", cause: "a person decided", guard: "raise", proof: "person_says_not_left" },
  // The refused draft goes first: while it stands, a call of before or a person could still send it.
  { from: "failed", cause: "a person asked again", proof: "no_draft", ...again },
  { from: "failed", to: "canceled", cause: "a person gave it up", guard: "raise", proof: "nothing" },

  { from: "scheduled", to: "held", cause: "a person has to act", guard: "status", proof: "nothing" },
  { from: "scheduled", to: "skipped", cause: "its time is over", guard: "status", proof: "nothing" },
  { from: "held", to: "scheduled", cause: "cause mended", guard: "status", proof: "no_draft" },
  { from: "scheduled", ...stop },
  { from: "held", ...stop },
  { from: "preparing", ...stop },
  { from: "prepared", ...stop },
  // With its draft still in the mailbox the same mail goes on: a second draft would be a second mail.
  { from: "canceled", to: "scheduled", cause: "stop taken back", guard: "raise", proof: "no_draft" },
  { from: "canceled", to: "prepared", cause: "stop taken back", guard: "raise", proof: "nothing", transports: DRAFTS },
] as const satisfies readonly Rule[];

type PairOf<R> = R extends { from: infer From; to: infer To } ? { from: From; to: To } : never;
/** A pair of statuses that some rule joins. */
export type Arrow = PairOf<(typeof SEND_RULES)[number]>;

/** A mail in one of these is over for the machine; `held` and `uncertain` wait for a person, `canceled` for a change of mind. */
export const SETTLED_STATUSES = ["sent", "held", "skipped", "canceled", "failed", "uncertain"] as const;

const MOVES: ReadonlySet<string> = new Set(SEND_RULES.map(({ from, to }) => `${from} ${to}`));

/**
 * Whether some rule joins two statuses, on any transport.
 *
 * Rules   total; the same status twice is a move only where a rule says so
 */
export function mayMove(from: SendJobStatus, to: SendJobStatus): boolean {
  return MOVES.has(`${from} ${to}`);
}

/** The rules that lead out of a status on one transport. */
export function rulesFrom(from: SendJobStatus, transport: Transport, rules: readonly Rule[] = SEND_RULES): Rule[] {
  return rules.filter((rule) => rule.from === from && (rule.transports?.includes(transport) ?? true));
}

/** The arrow to where a mail that did not leave is taken up again. */
export function waitingArrow(from: "preparing" | "prepared" | "sending"): Arrow {
  return from === "preparing" ? { from, to: "scheduled" } : { from, to: "prepared" };
}
