/**
 * The queues of a simulation: each inbox's lanes, filled with the mails that come next as the live engine would find them.
 * Who may not be written to is told with the reasons and gets no place.
 */
import { type Calendar, clockOf } from "./calendar.ts";
import type { CompanyBook } from "./company-spread.ts";
import { openInbox } from "./inbox-load.ts";
import { laneKey, laneMailOf } from "./inbox-queue.ts";
import { addMail, isNeverOpen, type Lane, type LaneMail, type LaneQueue, openLane } from "./queue-lanes.ts";
import type { InboxFacts, Reason } from "./send-facts.ts";
import { areGatesOpen, gateReasons } from "./send-gates.ts";
import { windowsOf } from "./send-plan.ts";
import { neverMeetReasons } from "./send-reasons.ts";
import type { SimulatedJourney, SimulationFacts } from "./simulation-facts.ts";

/** A journey on its way; `step` is the place of its next mail in its sequence. */
export type Run = { index: number; journey: SimulatedJourney; step: number; queue: Queue; followUps: Lane<Run> | null };
/** An inbox's queue; `inboxNo` is its place in the facts. */
export type Queue = LaneQueue<Run> & { inboxNo: number; facts: InboxFacts; laneOf: Map<string, Lane<Run>> };
export type BlockedJourney = { journey: number; reasons: Reason[] };

export function openQueues({ now, inboxes, calendar }: SimulationFacts, book: CompanyBook): Map<string, Queue> {
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

/** Puts every journey's next mail into its queue, in the order in which the leads were added; tells who of the campaign is held. */
export function enqueueAll(facts: SimulationFacts, queues: Map<string, Queue>): BlockedJourney[] {
  const blocked: BlockedJourney[] = [];
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
  addMail(lane, laneMailOf(job, { rank, book: queue.book, ref: { index, journey, step, queue, followUps: null } }));
  return null;
}

export function laneOf(
  queue: Queue,
  { campaign, job }: SimulatedJourney,
  isFollowUp: boolean,
  calendar: Calendar,
): Lane<Run> {
  const key = laneKey(campaign, job, isFollowUp);
  let lane = queue.laneOf.get(key);
  if (!lane) {
    lane = openLane(queue, windowsOf({ campaign, inbox: queue.facts, job, calendar }), isFollowUp);
    queue.laneOf.set(key, lane);
  }
  return lane;
}

/** The mails that a lane still holds. */
export function openMails(lane: Lane<Run>): LaneMail<Run>[] {
  return [...lane.waiting.items, ...lane.ready.items, ...lane.parked.items.flatMap(({ mails }) => mails.items)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
