/**
 * An inbox's queue over time: which mail takes the next slot, then the next. The live tick takes the first element,
 * the explanation and the preview take as many as they show. Follow-ups go before new leads, then due time, then ids.
 */
import type { CampaignFacts, InboxFacts, InboxLoad, JobFacts, Reason, WorkspaceFacts } from "./send-facts.ts";
import { withSlot } from "./send-limits.ts";
import { planSend } from "./send-plan.ts";

export type QueuedJob = { job: JobFacts; campaign: CampaignFacts; inboxId: string };
export type Slot = { queued: QueuedJob; at: Date; reasons: Reason[] };
export type Hold = { queued: QueuedJob; reasons: Reason[] };

export type InboxQueue = {
  now: Date;
  workspace: WorkspaceFacts;
  inbox: InboxFacts;
  load: InboxLoad;
  jobs: QueuedJob[];
};

/**
 * Lays out the queue slot by slot.
 *
 * Shape   facts → {holds, slots}; slots is lazy, in time order, each mail once
 * Rules   jobs of one campaign, zone and kind obey the same rules, so only the head of each lane is looked at
 */
export function planQueue(queue: InboxQueue): { holds: Hold[]; slots: Generator<Slot> } {
  const holds: Hold[] = [];
  const lanes = new Map<string, QueuedJob[]>();
  for (const queued of queue.jobs) {
    const decision = planSend({ ...queue, ...queued });
    if (decision.kind === "hold") {
      holds.push({ queued, reasons: decision.reasons });
      continue;
    }
    const { campaign, job } = queued;
    const key = `${campaign.campaignId}|${campaign.timeZoneMode === "lead" ? (job.leadTimeZone ?? "") : ""}|${job.isFollowUp}`;
    const lane = lanes.get(key);
    if (lane) lane.push(queued);
    else lanes.set(key, [queued]);
  }
  for (const lane of lanes.values()) lane.sort(byOrder);
  return { holds, slots: slotsOf(queue, [...lanes.values()]) };
}

function* slotsOf(queue: InboxQueue, lanes: QueuedJob[][]): Generator<Slot> {
  let load = queue.load;
  let now = queue.now;
  for (;;) {
    const heads = lanes.flatMap((lane) => headOf({ ...queue, load, now }, lane));
    const [best] = heads.sort((a, b) => a.at.getTime() - b.at.getTime() || byOrder(a.queued, b.queued));
    if (!best) return;
    now = best.at;
    // At that instant a follow-up that may go goes first, whoever was found earlier.
    const ready = heads.filter((head) => head.at <= now).sort((a, b) => byOrder(a.queued, b.queued))[0] ?? best;
    yield ready;
    load = withSlot(load, ready.at, queue.inbox.timeZone);
    const lane = lanes.find((candidates) => candidates[0] === ready.queued);
    lane?.shift();
  }
}

function headOf(queue: InboxQueue, lane: QueuedJob[]): Slot[] {
  const head = lane[0];
  if (!head) return [];
  const decision = planSend({ ...queue, ...head });
  return decision.kind === "send" ? [{ queued: head, at: decision.at, reasons: decision.reasons }] : [];
}

function byOrder(a: QueuedJob, b: QueuedJob): number {
  return (
    Number(b.job.isFollowUp) - Number(a.job.isFollowUp) ||
    a.job.dueAt.getTime() - b.job.dueAt.getTime() ||
    compare(a.job.campaignLeadId, b.job.campaignLeadId) ||
    a.job.stepNo - b.job.stepNo
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
