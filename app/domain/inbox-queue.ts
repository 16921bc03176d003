/**
 * An inbox's queue over time: which mail takes the next slot, then the next. The live tick takes the first element,
 * the explanation and the preview take as many as they show. Follow-ups go before new leads, then due time, then ids.
 */
import { type Calendar, clockOf } from "./calendar.ts";
import { type CompanyBook, findCompany, openCompanyBook } from "./company-spread.ts";
import { leadHashOf, openInbox } from "./inbox-load.ts";
import {
  addMail,
  findNext,
  isNeverOpen,
  type Lane,
  type LaneMail,
  type LaneQueue,
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

/** `sequenceId`: the version of the steps that the journey is pinned to. */
export type QueuedJob = {
  job: JobFacts;
  campaign: CampaignFacts;
  inboxId: string;
  leadId: string;
  sequenceId: string | null;
};
/** `reasons` are put into words when they are read. */
export type Slot = { queued: QueuedJob; at: Date; readonly reasons: Reason[] };
export type Hold = { queued: QueuedJob; reasons: Reason[] };

export type InboxQueue = {
  now: Date;
  workspace: WorkspaceFacts;
  inbox: InboxFacts;
  load: InboxLoad;
  companies: CompanyLoads;
  jobs: QueuedJob[];
  calendar: Calendar;
};

/**
 * Lays out the queue slot by slot.
 *
 * Shape   facts → {holds, slots}; slots is lazy, in time order, each mail once
 * Rules   each slot is what planSend answers for that mail once the slots before it are taken; none would go earlier
 */
export function planQueue(plan: InboxQueue): { holds: Hold[]; slots: Generator<Slot> } {
  const holds: Hold[] = [];
  const queue = openQueue(plan);
  const lanes = new Map<string, Lane<QueuedJob>>();
  for (const [rank, queued] of [...plan.jobs].sort(byLead).entries()) {
    const { job, campaign } = queued;
    const question = { workspace: plan.workspace, inbox: plan.inbox, campaign, job, calendar: plan.calendar };
    if (!areGatesOpen(question)) {
      holds.push({ queued, reasons: gateReasons(question) });
      continue;
    }
    const key = laneKey(campaign, job, job.isFollowUp);
    let lane = lanes.get(key);
    if (!lane) {
      lane = openLane(queue, windowsOf(question), job.isFollowUp);
      lanes.set(key, lane);
    }
    if (isNeverOpen(lane, queue.nowMs)) {
      holds.push({ queued, reasons: neverMeetReasons(question) });
      continue;
    }
    addMail(lane, laneMailOf(job, { rank, book: queue.book, ref: queued }));
  }
  return { holds, slots: slotsOf(plan, queue) };
}

/** A mail as its lane sees it. `ref` is whatever it stands for. */
export function laneMailOf<T>(job: JobFacts, place: { rank: number; book: CompanyBook; ref: T }): LaneMail<T> {
  return {
    dueMs: job.dueAt.getTime(),
    readyMs: readyFrom(job),
    rank: place.rank,
    leadHash: leadHashOf(job.campaignLeadId),
    stepNo: job.stepNo,
    company: findCompany(place.book, job.companyDomain),
    ref: place.ref,
  };
}

function openQueue({ now, workspace, inbox, load, companies, calendar }: InboxQueue): LaneQueue<QueuedJob> {
  const nowMs = now.getTime();
  return {
    inbox: openInbox(inbox, load, clockOf(calendar, inbox.timeZone), nowMs),
    book: openCompanyBook(clockOf(calendar, workspace.timeZone), workspace.companySpread, companies),
    nowMs,
    lanes: [],
  };
}

function* slotsOf({ workspace, inbox }: InboxQueue, queue: LaneQueue<QueuedJob>): Generator<Slot> {
  for (let next = findNext(queue); next; next = findNext(queue)) {
    const { lane, mail, atMs } = next;
    const trace: Trace = new Map();
    if (mail.readyMs > queue.nowMs) note(trace, "due", mail.readyMs);
    const slot = { windows: lane.windows, inbox: queue.inbox, book: queue.book, company: mail.company };
    earliestSlot(slot, Math.max(queue.nowMs, mail.readyMs), trace);
    const { campaign, job } = mail.ref;
    yield {
      queued: mail.ref,
      at: new Date(atMs),
      get reasons() {
        return traceReasons(trace, { workspace, inbox, campaign, job });
      },
    };
    takeNext(queue, next);
  }
}

function byLead(a: QueuedJob, b: QueuedJob): number {
  if (a.job.campaignLeadId !== b.job.campaignLeadId) return a.job.campaignLeadId < b.job.campaignLeadId ? -1 : 1;
  return a.job.stepNo - b.job.stepNo;
}

/** Mails with one key obey the same rules, their company's apart. */
export function laneKey(
  campaign: CampaignFacts,
  lead: Pick<JobFacts, "leadTimeZone" | "leadCountry">,
  isFollowUp: boolean,
): string {
  const zone = campaign.timeZoneMode === "lead" ? (lead.leadTimeZone ?? "") : "";
  const country = campaign.followHolidays ? (lead.leadCountry ?? "") : "";
  return `${campaign.campaignId}|${zone}|${country}|${isFollowUp}`;
}
