/**
 * The queue of one inbox as a plan moves through it. Mails of one campaign, zone, country and kind obey the same rules, so
 * they form a lane: those that wait for their time, those that are ready in their order, and those parked because their
 * company has had its mails of the day. Only the head of each lane competes for the next slot.
 */
import { createHeap, type Heap, popHeap, pushHeap } from "./binary-heap.ts";
import { type Company, type CompanyBook, countCompanyMail, spreadUntil } from "./company-spread.ts";
import { type InboxState, slotHash, takeSlot } from "./inbox-load.ts";
import { inboxFreeAt } from "./send-limits.ts";
import { nextInside, type Opening } from "./send-window.ts";
import { dayStart, localDay } from "./zone-clock.ts";

/**
 * `readyMs`: not before. `rank`: the mail's place by campaign lead's id and step. `leadHash`: see inbox-load.ts. `ref` is
 * whatever the mail stands for.
 */
export type LaneMail<T> = {
  dueMs: number;
  readyMs: number;
  rank: number;
  leadHash: number;
  stepNo: number;
  company: Company | null;
  ref: T;
};

type Parked<T> = { company: Company; readyMs: number; mails: Heap<LaneMail<T>> };

export type Lane<T> = {
  windows: readonly [Opening, Opening];
  isFollowUp: boolean;
  waiting: Heap<LaneMail<T>>;
  ready: Heap<LaneMail<T>>;
  parked: Heap<Parked<T>>;
  byCompany: Map<Company, Parked<T>>;
  /** From `askedMs` on the lane opens at `opensMs` and closes at `closesMs`. */
  askedMs: number;
  opensMs: number;
  closesMs: number;
};

export type LaneQueue<T> = { inbox: InboxState; book: CompanyBook; nowMs: number; lanes: Lane<T>[] };
export type LaneSlot<T> = { lane: Lane<T>; mail: LaneMail<T>; atMs: number };

export function openLane<T>(queue: LaneQueue<T>, windows: readonly [Opening, Opening], isFollowUp: boolean): Lane<T> {
  const lane: Lane<T> = {
    windows,
    isFollowUp,
    waiting: createHeap((a, b) => a.readyMs - b.readyMs),
    ready: createHeap(byOrder),
    parked: createHeap((a, b) => a.readyMs - b.readyMs),
    byCompany: new Map(),
    askedMs: Number.POSITIVE_INFINITY,
    opensMs: Number.POSITIVE_INFINITY,
    closesMs: Number.POSITIVE_INFINITY,
  };
  queue.lanes.push(lane);
  return lane;
}

export function addMail<T>(lane: Lane<T>, mail: LaneMail<T>): void {
  pushHeap(lane.waiting, mail);
}

/**
 * Which mail takes the next slot, and when; nothing is taken yet. Null: no mail of the queue can ever go.
 *
 * Rules   the earliest instant at which the inbox is free and a lane is open and ready; at that instant follow-ups go
 *         before new leads, then the due time, the campaign lead's id and the step decide
 */
export function findNext<T>(queue: LaneQueue<T>): LaneSlot<T> | null {
  for (let atMs = queue.nowMs; ; ) {
    atMs = inboxFreeAt(queue.inbox, atMs);
    let best: LaneSlot<T> | null = null;
    let laterMs = Number.POSITIVE_INFINITY;
    for (const lane of queue.lanes) {
      const readyMs = readyIn(queue, lane, atMs);
      if (readyMs >= laterMs) continue;
      const openMs = laneOpen(lane, readyMs);
      if (openMs > atMs) laterMs = Math.min(laterMs, openMs);
      else {
        const mail = lane.ready.items[0];
        if (mail && (!best || isBefore(lane, mail, best))) best = { lane, mail, atMs };
      }
    }
    if (best) return best;
    if (laterMs === Number.POSITIVE_INFINITY) return null;
    atMs = laterMs;
  }
}

/** Takes the slot just found: the mail leaves its lane, inbox and company count it. */
export function takeNext<T>(queue: LaneQueue<T>, { lane, mail, atMs }: LaneSlot<T>): void {
  popHeap(lane.ready);
  queue.nowMs = atMs;
  takeSlot(queue.inbox, atMs, slotHash(mail.leadHash, mail.stepNo));
  if (mail.company) countCompanyMail(queue.book, mail.company, atMs);
}

/** Whether the mail of a slot found earlier may still go: mails of other inboxes may have filled its company's day. */
export function isStillFree<T>({ book }: LaneQueue<T>, { mail, atMs }: LaneSlot<T>): boolean {
  return mail.company === null || spreadUntil(book, mail.company, atMs) === atMs;
}

/** When the lane's next mail is ready, at `atMs` or after; its head is then the first of `ready`. */
function readyIn<T>(queue: LaneQueue<T>, lane: Lane<T>, atMs: number): number {
  for (let mail = lane.waiting.items[0]; mail && mail.readyMs <= atMs; mail = lane.waiting.items[0]) {
    popHeap(lane.waiting);
    pushHeap(lane.ready, mail);
  }
  for (let group = lane.parked.items[0]; group && group.readyMs <= atMs; group = lane.parked.items[0])
    release(queue, lane, group, atMs);
  for (let head = lane.ready.items[0]; head?.company; head = lane.ready.items[0]) {
    const freeMs = spreadUntil(queue.book, head.company, atMs);
    if (freeMs === atMs) return atMs;
    popHeap(lane.ready);
    park(lane, head, head.company, freeMs);
  }
  if (lane.ready.items.length > 0) return atMs;
  return Math.min(
    lane.waiting.items[0]?.readyMs ?? Number.POSITIVE_INFINITY,
    lane.parked.items[0]?.readyMs ?? Number.POSITIVE_INFINITY,
  );
}

function park<T>(lane: Lane<T>, mail: LaneMail<T>, company: Company, readyMs: number): void {
  let group = lane.byCompany.get(company);
  if (!group) {
    group = { company, readyMs, mails: createHeap(byOrder) };
    lane.byCompany.set(company, group);
    pushHeap(lane.parked, group);
  }
  pushHeap(group.mails, mail);
}

/** A day lets no more of a company's mails go than the spread has room for, so no more of them are looked at. */
function release<T>(queue: LaneQueue<T>, lane: Lane<T>, group: Parked<T>, atMs: number): void {
  popHeap(lane.parked);
  const { book } = queue;
  for (let room = book.limit ?? 0; room > 0; room--) {
    const mail = popHeap(group.mails);
    if (mail) pushHeap(lane.ready, mail);
  }
  if (group.mails.items.length === 0) lane.byCompany.delete(group.company);
  else {
    group.readyMs = dayStart(book.clock, localDay(book.clock, atMs) + 1);
    pushHeap(lane.parked, group);
  }
}

/** True when no instant is ever open: the windows never meet. */
export function isNeverOpen<T>(lane: Lane<T>, fromMs: number): boolean {
  return laneOpen(lane, fromMs) === Number.POSITIVE_INFINITY;
}

function laneOpen<T>(lane: Lane<T>, atMs: number): number {
  if (atMs === Number.POSITIVE_INFINITY) return atMs;
  if (atMs >= lane.opensMs && atMs < lane.closesMs) return atMs;
  if (atMs >= lane.askedMs && atMs < lane.opensMs) return lane.opensMs;
  const [first, second] = lane.windows;
  lane.askedMs = atMs;
  lane.opensMs = nextInside(first, second, atMs);
  lane.closesMs = Math.min(first.closesMs, second.closesMs);
  return lane.opensMs;
}

function isBefore<T>(lane: Lane<T>, mail: LaneMail<T>, best: LaneSlot<T>): boolean {
  if (lane.isFollowUp !== best.lane.isFollowUp) return lane.isFollowUp;
  return byOrder(mail, best.mail) < 0;
}

function byOrder<T>(a: LaneMail<T>, b: LaneMail<T>): number {
  return a.dueMs - b.dueMs || a.rank - b.rank;
}
