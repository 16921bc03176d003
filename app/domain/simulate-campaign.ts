/**
 * A campaign laid out to its end over virtual time, beside everything else that the workspace sends: the queues, rules and
 * delays are the live engine's own, only that a mail is sent by noting it down. Seeded, so the same facts give the same plan.
 */
import { createHeap, type Heap, popHeap, pushHeap } from "./binary-heap.ts";
import { clockOf } from "./calendar.ts";
import { openCompanyBook } from "./company-spread.ts";
import { slotHash } from "./inbox-load.ts";
import { nextStepDue } from "./next-step.ts";
import { addMail, findNext, isStillFree, type LaneMail, type LaneSlot, takeNext } from "./queue-lanes.ts";
import type { Reason } from "./send-facts.ts";
import { earliestSlot, note, type Trace } from "./send-limits.ts";
import { traceReasons } from "./send-reasons.ts";
import { addSend, openSends, type SimulatedSends } from "./simulated-sends.ts";
import type { SimulatedJourney, SimulationFacts } from "./simulation-facts.ts";
import {
  type BlockedJourney,
  enqueueAll,
  laneOf,
  openMails,
  openQueues,
  type Queue,
  type Run,
} from "./simulation-queues.ts";

export type Simulation = {
  sends: SimulatedSends;
  /** The mails asked for in `explain`, by their index in `sends`. */
  explained: { index: number; reasons: Reason[] }[];
  /** How many mails `explain` could ask for. */
  explainableCount: number;
  blocked: BlockedJourney[];
  /** Journeys of the campaign with mails after the days looked at. */
  unfinishedCount: number;
  /** When the last mail has gone; null while somebody is held or not done within the days looked at. */
  finishedAt: Date | null;
};

type Turn = { queue: Queue; slot: LaneSlot<Run> };

/**
 * Lays out a campaign.
 *
 * Shape   facts → sends in the order of time, who is held and why, when it ends
 * Units   instants in epoch milliseconds inside, `Date` outside
 * Rules   pure and deterministic. With rates of 0 the sends are those that the live engine makes from the same facts
 * Source  docs/decisions/012-plan-in-milliseconds.md
 */
export function simulateCampaign(facts: SimulationFacts): Simulation {
  const { workspace, calendar } = facts;
  const book = openCompanyBook(clockOf(calendar, workspace.timeZone), workspace.companySpread, facts.companies);
  const queues = openQueues(facts, book);
  const blocked = enqueueAll(facts, queues);
  const result: Simulation = {
    sends: openSends(capacityOf(facts)),
    explained: [],
    explainableCount: 0,
    blocked,
    unfinishedCount: 0,
    finishedAt: null,
  };
  const turns: Heap<Turn> = createHeap((a, b) => a.slot.atMs - b.slot.atMs || a.queue.inboxNo - b.queue.inboxNo);
  for (const queue of queues.values()) pushTurn(turns, queue);
  const untilMs = facts.now.getTime() + facts.days * 86_400_000;
  for (let turn = popHeap(turns); turn; turn = popHeap(turns)) {
    const { queue, slot } = turn;
    if (slot.atMs > untilMs) break;
    // Mails of other inboxes may have filled the company's day since this slot was found; the time has come all the same.
    if (isStillFree(queue, slot)) send(facts, result, queue, slot);
    else queue.nowMs = slot.atMs;
    pushTurn(turns, queue);
  }
  return conclude(facts, result, queues);
}

function pushTurn(turns: Heap<Turn>, queue: Queue): void {
  const slot = findNext(queue);
  if (slot) pushHeap(turns, { queue, slot });
}

function send(facts: SimulationFacts, result: Simulation, queue: Queue, slot: LaneSlot<Run>): void {
  const { mail, atMs } = slot;
  const run = mail.ref;
  const isOwn = run.journey.campaign.campaignId === facts.campaignId;
  if (isOwn && isAsked(facts, result, run.journey))
    result.explained.push({ index: result.sends.count, reasons: reasonsOf(facts, queue, slot) });
  takeNext(queue, slot);
  if (isOwn) addSend(result.sends, run.index, mail.stepNo, queue.inboxNo, atMs);
  const next = run.journey.steps[run.step + 1];
  if (run.step < 0 || !next || isEnded(facts, mail)) return;
  run.step++;
  run.followUps ??= laneOf(queue, run.journey, true, facts.calendar);
  // The mail has left its lane; it goes on as the mail of the next step.
  mail.dueMs = nextStepDue(facts.calendar, atMs, next, queue.facts.timeZone);
  mail.readyMs = mail.dueMs;
  mail.stepNo = next.stepNo;
  addMail(run.followUps, mail);
}

/** Whether this mail ends the journey by an answer or a bounce: drawn from the seed, the lead and the step. */
function isEnded({ seed, replyRate, bounceRate }: SimulationFacts, mail: LaneMail<Run>): boolean {
  if (replyRate + bounceRate === 0) return false;
  const drawn = slotHash(slotHash(mail.leadHash, seed), mail.stepNo);
  return scatter(drawn) / 0x1_0000_0000 < replyRate + bounceRate;
}

/** Spreads 32 bits so that neighbours fall far apart. Source: MurmurHash3, fmix32. */
function scatter(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Whether this mail's reasons are wanted; counts it among those that could be. */
function isAsked({ explain }: SimulationFacts, result: Simulation, journey: SimulatedJourney): boolean {
  if (explain.leadId !== undefined && explain.leadId !== journey.leadId) return false;
  const place = result.explainableCount++;
  return place >= explain.from && place < explain.from + explain.count;
}

function reasonsOf({ workspace }: SimulationFacts, queue: Queue, { lane, mail }: LaneSlot<Run>): Reason[] {
  const { campaign, job } = mail.ref.journey;
  const trace: Trace = new Map();
  if (mail.readyMs > queue.nowMs) note(trace, "due", mail.readyMs);
  const slot = { windows: lane.windows, inbox: queue.inbox, book: queue.book, company: mail.company };
  earliestSlot(slot, Math.max(queue.nowMs, mail.readyMs), trace);
  const now = { ...job, stepNo: mail.stepNo, isFollowUp: lane.isFollowUp, retryAt: null };
  return traceReasons(trace, { workspace, campaign, inbox: queue.facts, job: now });
}

function conclude(facts: SimulationFacts, result: Simulation, queues: Map<string, Queue>): Simulation {
  for (const { lanes } of queues.values()) {
    for (const mail of lanes.flatMap(openMails)) {
      if (mail.ref.journey.campaign.campaignId === facts.campaignId) result.unfinishedCount++;
    }
  }
  const lastMs = result.sends.atMs[result.sends.count - 1];
  const isDone = result.blocked.length === 0 && result.unfinishedCount === 0;
  return { ...result, finishedAt: isDone && lastMs !== undefined ? new Date(lastMs) : null };
}

function capacityOf({ journeys, campaignId }: SimulationFacts): number {
  return journeys.reduce(
    (sum, journey) => sum + (journey.campaign.campaignId === campaignId ? journey.steps.length : 0),
    0,
  );
}
