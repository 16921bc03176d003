/**
 * A campaign laid out to its end over virtual time, beside everything else that the workspace sends: the queues, rules and
 * delays are the live engine's own, only that a mail is sent by noting it down. Seeded, so the same facts give the same plan.
 */
import { createHeap, type Heap, popHeap, pushHeap } from "./binary-heap.ts";
import { type Calendar, clockOf } from "./calendar.ts";
import { type CompanyBook, findCompany, openCompanyBook } from "./company-spread.ts";
import { leadHashOf, openInbox, slotHash } from "./inbox-load.ts";
import { laneKey } from "./inbox-queue.ts";
import { nextStepDue, type StepDelay } from "./next-step.ts";
import {
  addMail,
  findNext,
  isNeverOpen,
  isStillFree,
  type Lane,
  type LaneMail,
  type LaneQueue,
  type LaneSlot,
  openLane,
  takeNext,
} from "./queue-lanes.ts";
import type {
  CampaignFacts,
  CompanyLoads,
  InboxFacts,
  InboxLoad,
  JobFacts,
  Reason,
  WorkspaceFacts,
} from "./send-facts.ts";
import { areGatesOpen, gateReasons } from "./send-gates.ts";
import { earliestSlot, note, type Trace } from "./send-limits.ts";
import { readyFrom, windowsOf } from "./send-plan.ts";
import { neverMeetReasons, traceReasons } from "./send-reasons.ts";
import { addSend, openSends, type SimulatedSends } from "./simulated-sends.ts";

export type SimulatedStep = StepDelay & { stepNo: number };
/** A lead on its way: the mail that comes next, and every step of its sequence in their order. */
export type SimulatedJourney = {
  job: JobFacts;
  leadId: string;
  inboxId: string;
  campaign: CampaignFacts;
  steps: readonly SimulatedStep[];
};

export type SimulationFacts = {
  now: Date;
  workspace: WorkspaceFacts;
  inboxes: { inbox: InboxFacts; load: InboxLoad }[];
  companies: CompanyLoads;
  /** The journeys of every running campaign that these inboxes write for, the simulated one's among them. */
  journeys: SimulatedJourney[];
  campaignId: string;
  seed: number;
  /** Mails after this many days are left out. */
  days: number;
  /** The share of mails that are answered or bounce, each 0 to 1; both end a journey. */
  replyRate: number;
  bounceRate: number;
  /** The mails whose reasons are wanted, by their index in `sends`. */
  explain: { from: number; count: number };
  calendar: Calendar;
};

export type Simulation = {
  sends: SimulatedSends;
  /** Of the mails asked for in `explain`, in their order. */
  reasons: Reason[][];
  blocked: { journey: number; reasons: Reason[] }[];
  /** Journeys of the campaign with mails after the days looked at. */
  unfinishedCount: number;
  /** When the last mail has gone; null while somebody is held or not done within the days looked at. */
  finishedAt: Date | null;
};

type Run = { index: number; journey: SimulatedJourney; step: number; queue: Queue; followUps: Lane<Run> | null };
type Queue = LaneQueue<Run> & { inboxNo: number; facts: InboxFacts; laneOf: Map<string, Lane<Run>> };
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
    reasons: [],
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

function openQueues({ now, inboxes, calendar }: SimulationFacts, book: CompanyBook): Map<string, Queue> {
  const nowMs = now.getTime();
  // Inboxes whose mails go at the same instant take their turns in the order of their ids, as the live engine's do.
  const sorted = inboxes
    .map((one, inboxNo) => ({ ...one, inboxNo }))
    .sort((a, b) => compare(a.inbox.inboxId, b.inbox.inboxId));
  return new Map(
    sorted.map(({ inbox, load, inboxNo }) => {
      const state = openInbox(inbox, load, clockOf(calendar, inbox.timeZone), nowMs);
      return [inbox.inboxId, { inbox: state, book, nowMs, lanes: [], inboxNo, facts: inbox, laneOf: new Map() }];
    }),
  );
}

function enqueueAll(facts: SimulationFacts, queues: Map<string, Queue>): Simulation["blocked"] {
  const blocked: Simulation["blocked"] = [];
  const journeys = facts.journeys.map((journey, index) => ({ journey, index })).sort(byLead);
  for (const [rank, { journey, index }] of journeys.entries()) {
    const reasons = enqueue(facts, queues, journey, { index, rank });
    if (reasons && journey.campaign.campaignId === facts.campaignId) blocked.push({ journey: index, reasons });
  }
  return blocked;
}

function byLead(a: { journey: SimulatedJourney }, b: { journey: SimulatedJourney }): number {
  return compare(a.journey.job.campaignLeadId, b.journey.job.campaignLeadId);
}

/** Puts the journey's next mail into its inbox's queue; or the reasons for which it is held. */
function enqueue(
  { workspace, calendar }: SimulationFacts,
  queues: Map<string, Queue>,
  journey: SimulatedJourney,
  { index, rank }: { index: number; rank: number },
): Reason[] | null {
  const { job, campaign } = journey;
  const queue = queues.get(journey.inboxId);
  if (!queue) return [{ rule: "inbox_active", ok: false, detail: "No inbox writes to this lead." }];
  const question = { workspace, campaign, inbox: queue.facts, job, calendar };
  if (!areGatesOpen(question)) return gateReasons(question);
  const lane = laneOf(queue, journey, job.isFollowUp, calendar);
  if (isNeverOpen(lane, queue.nowMs)) return neverMeetReasons(question);
  const step = journey.steps.findIndex(({ stepNo }) => stepNo === job.stepNo);
  addMail(lane, {
    dueMs: job.dueAt.getTime(),
    readyMs: readyFrom(job),
    rank,
    leadHash: leadHashOf(job.campaignLeadId),
    stepNo: job.stepNo,
    company: findCompany(queue.book, job.companyDomain),
    ref: { index, journey, step, queue, followUps: null },
  });
  return null;
}

function laneOf(queue: Queue, { campaign, job }: SimulatedJourney, isFollowUp: boolean, calendar: Calendar): Lane<Run> {
  const key = laneKey(campaign, job, isFollowUp);
  let lane = queue.laneOf.get(key);
  if (!lane) {
    lane = openLane(queue, windowsOf({ campaign, inbox: queue.facts, job, calendar }), isFollowUp);
    queue.laneOf.set(key, lane);
  }
  return lane;
}

function pushTurn(turns: Heap<Turn>, queue: Queue): void {
  const slot = findNext(queue);
  if (slot) pushHeap(turns, { queue, slot });
}

function send(facts: SimulationFacts, result: Simulation, queue: Queue, slot: LaneSlot<Run>): void {
  const { mail, atMs } = slot;
  const run = mail.ref;
  const isOwn = run.journey.campaign.campaignId === facts.campaignId;
  if (isOwn && isAsked(facts, result.sends.count)) result.reasons.push(reasonsOf(facts, queue, slot));
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

function isAsked({ explain }: SimulationFacts, index: number): boolean {
  return index >= explain.from && index < explain.from + explain.count;
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

function openMails(lane: Lane<Run>): LaneMail<Run>[] {
  return [...lane.waiting.items, ...lane.ready.items, ...lane.parked.items.flatMap(({ mails }) => mails.items)];
}

function capacityOf({ journeys, campaignId }: SimulationFacts): number {
  return journeys.reduce(
    (sum, journey) => sum + (journey.campaign.campaignId === campaignId ? journey.steps.length : 0),
    0,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
