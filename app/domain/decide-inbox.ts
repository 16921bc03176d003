/**
 * What the tick decides for an inbox: a mail may go now, or not before an instant. First the inbox alone, for no mail of it
 * goes while it rests, is full or closed; then the heads of its lanes, by the plan that its turn will follow.
 */
import { clockOf, findOpening } from "./calendar.ts";
import { openCompanyBook } from "./company-spread.ts";
import { openInbox } from "./inbox-load.ts";
import { type InboxQueue, planQueue } from "./inbox-queue.ts";
import { earliestSlot } from "./send-limits.ts";

export type InboxDecision =
  /** `send`: the inbox gets a turn, to send or to end what must not be sent. */
  | { kind: "send" }
  /** Not before this instant; then its turn asks anew. */
  | { kind: "wait"; until: Date }
  /** No mail of those given can go: somebody has to do something, or their turn has not come. */
  | { kind: "none" };

/**
 * When the inbox itself may send again: its own window, throttle, gap, cap and ceiling.
 *
 * Rules   never later than the slot of any mail of it; null when its window never opens
 */
export function inboxOpensAt({
  now,
  inbox,
  load,
  calendar,
}: Omit<InboxQueue, "jobs" | "companies" | "workspace">): Date | null {
  const clock = clockOf(calendar, inbox.timeZone);
  const own = findOpening(calendar, { window: inbox.window, timeZone: inbox.timeZone, holidayCountry: null });
  const state = openInbox(inbox, load, clock, now.getTime());
  const slot = {
    windows: [own, own],
    inbox: state,
    book: openCompanyBook(clock, null, new Map()),
    company: null,
  } as const;
  const atMs = earliestSlot(slot, now.getTime());
  return atMs === Number.POSITIVE_INFINITY ? null : new Date(atMs);
}

/** Decides by the heads of the inbox's lanes. A suppressed lead's journey is ended by the turn, so it asks for one. */
export function decideInbox(plan: InboxQueue): InboxDecision {
  const { holds, slots } = planQueue(plan);
  if (holds.some(({ queued }) => queued.job.suppressedBy !== null)) return { kind: "send" };
  const slot = slots.next().value;
  if (!slot) return { kind: "none" };
  return slot.at <= plan.now ? { kind: "send" } : { kind: "wait", until: slot.at };
}
