/**
 * The world in which one mail is sent: its row, two workers, the provider with its drafts, and what may still go wrong.
 * Fences are kept as "is mine the row's", leases as "who holds it", so that the world stays finite.
 */
import type { Rule, SendJobStatus, Transport } from "../../../app/domain/send-ledger.ts";

/** What a worker does next. `saw_…`: what it read at the provider and has not acted upon yet. */
export type Place =
  | "idle"
  | "create"
  | "create_refused"
  | "commit"
  | "decide"
  | "withdraw"
  | "erase"
  | "begin"
  | "post"
  | "accepted"
  | "refused"
  | "look"
  | "saw_draft"
  | "saw_settled"
  | "saw_unbegun"
  | "saw_copy"
  | "saw_nothing_yet"
  | "saw_nothing";

export type Worker = {
  place: Place;
  draft: number;
  /** Its fence is the row's. */
  isCurrent: boolean;
  /** The row's lease is its own. */
  holdsLease: boolean;
  /** Stopped until its deadline had passed: a zombie once it goes on. */
  isLate: boolean;
};

/** unseen: accepted, and still reads as a draft. outbox: accepted, and says so. edited: a person changed it. */
export type DraftState = "open" | "edited" | "unseen" | "outbox" | "sent" | "deleted";

export type Budget = {
  kills: number;
  losses: number;
  refusals: number;
  lateness: number;
  /** Deeds of a person in the mailbox: delete, edit or send the draft. */
  hands: number;
  stops: number;
  undos: number;
  verdicts: number;
};

export type World = {
  status: SendJobStatus;
  draft: number;
  hasDataBegun: boolean;
  drafts: DraftState[];
  delivered: number;
  /** The attempt's sent copy in the mailbox, found by its header. */
  copy: "none" | "hidden" | "visible";
  workers: Worker[];
  /** Calls whose worker is gone and which the provider has not decided yet. */
  orphanCalls: number[];
  left: Budget;
  isTouched: boolean;
  hasErred: boolean;
};

export type Protocol = {
  transport: Transport;
  rules: readonly Rule[];
  /** What a worker does after it claimed a mail that is now in this status. */
  work: Partial<Record<SendJobStatus, Place>>;
  /** Whether a call to send can outlive the lease under which it was begun. */
  callsEndWithLease: boolean;
  /** Direct: the server files the sent copy by itself. */
  filesCopies: boolean;
  /** A draft that was just sent may still be read as standing. */
  readsLag?: true;
  /** The draft of a mail that must not leave is deleted whether or not the row could be taken back. */
  erasesBlindly?: true;
  /** A draft that was not found when it should be deleted counts as deleted. */
  trustsMissingDraft?: true;
  budget: Budget;
};

export const IDLE: Worker = { place: "idle", draft: -1, isCurrent: false, holdsLease: false, isLate: false };

export function labelOf(rule: Rule): string {
  return `${rule.from} → ${rule.to}: ${rule.cause}, ${rule.proof}`;
}

export function startOf(protocol: Protocol): World {
  return {
    status: "scheduled",
    draft: -1,
    hasDataBegun: false,
    drafts: [],
    delivered: 0,
    copy: "none",
    workers: [IDLE, IDLE],
    orphanCalls: [],
    left: protocol.budget,
    isTouched: false,
    hasErred: false,
  };
}

/** Where a worker without the fence can change something all the same: at the provider, or by a stop. */
const ACTS_WITHOUT_FENCE: ReadonlySet<Place> = new Set(["post", "withdraw", "erase"]);

/**
 * The same world in its plainest form.
 *
 * Rules   workers that lost the fence and can do nothing but notice it are idle; drafts that neither the row, a worker nor
 *         a call names are forgotten (nothing in the protocol can send them); the two workers are interchangeable
 */
export function plain(world: World): World {
  const workers = inOrder(world.workers.map(plainWorker));
  const places = [world.draft, ...workers.map((worker) => worker.draft), ...world.orphanCalls];
  if (world.drafts.every((_, draft) => places.includes(draft))) return { ...world, workers };
  const named = world.drafts.flatMap((_, draft) => (places.includes(draft) ? [draft] : []));
  const moved = (draft: number) => (draft < 0 ? -1 : named.indexOf(draft));
  return {
    ...world,
    draft: moved(world.draft),
    drafts: named.map((draft) => world.drafts[draft] ?? "deleted"),
    workers: inOrder(workers.map((worker) => (worker.draft < 0 ? worker : { ...worker, draft: moved(worker.draft) }))),
    orphanCalls: world.orphanCalls.map(moved).sort(),
  };
}

function plainWorker(worker: Worker): Worker {
  const isOut = worker.place === "idle" || (!worker.isCurrent && !ACTS_WITHOUT_FENCE.has(worker.place));
  return isOut ? IDLE : worker;
}

function inOrder(workers: Worker[]): Worker[] {
  return workers.sort((a, b) => (keyOfWorker(a) < keyOfWorker(b) ? -1 : 1));
}

function keyOfWorker(worker: Worker): string {
  return `${worker.place}${worker.draft}${+worker.isCurrent}${+worker.holdsLease}${+worker.isLate}`;
}

export function keyOf(world: World): string {
  const { kills, losses, refusals, lateness, hands, stops, undos, verdicts } = world.left;
  const row = `${world.status}${world.draft}${+world.hasDataBegun}${+world.isTouched}${+world.hasErred}`;
  const provider = `${world.drafts.join()}|${world.delivered}${world.copy}|${world.orphanCalls.join()}`;
  const workers = world.workers.map(keyOfWorker).join();
  return `${row}|${provider}|${workers}|${kills}${losses}${refusals}${lateness}${hands}${stops}${undos}${verdicts}`;
}
