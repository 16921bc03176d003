/**
 * When may this mail go? One pure function for the live tick, the preflight, the explanation and the preview.
 * Held: a person has to do something. Otherwise: the earliest instant at which every rule of design.md 6 holds.
 */
import type { CampaignFacts, InboxFacts, InboxLoad, JobFacts, Reason, WorkspaceFacts } from "./send-facts.ts";
import { gateReasons } from "./send-gates.ts";
import { capReason, ceilingReason, gapReason, type SlotRule, throttleReason } from "./send-limits.ts";
import { earliestInside, type ZonedWindow } from "./send-window.ts";

export type SendDecision = { kind: "send"; at: Date; reasons: Reason[] } | { kind: "hold"; reasons: Reason[] };

export type SendQuestion = {
  now: Date;
  workspace: WorkspaceFacts;
  campaign: CampaignFacts;
  inbox: InboxFacts;
  load: InboxLoad;
  job: JobFacts;
};

const MAX_ROUNDS = 400;

/**
 * Decides about one mail on its own: held, or the earliest instant it may leave.
 *
 * Shape   facts → {send, at ≥ now} or {hold}, each with every rule that had a say, decisive ones first
 * Rules   pure and total; the same facts give the same answer; `at` satisfies all rules given the load
 * Source  design.md 6
 */
export function planSend(question: SendQuestion): SendDecision {
  const gates = gateReasons(question);
  if (gates.some((reason) => !reason.ok)) return { kind: "hold", reasons: decisiveFirst(gates) };
  const slot = earliestSlot(question);
  if (!slot) {
    const detail = "The campaign's window and the inbox's window never meet. Change one of them.";
    return { kind: "hold", reasons: [{ rule: "window", ok: false, detail }, ...gates] };
  }
  return { kind: "send", at: slot.at, reasons: [...slot.reasons, ...gates] };
}

function earliestSlot(question: SendQuestion): { at: Date; reasons: Reason[] } | null {
  const windows = windowsOf(question);
  const rules: SlotRule[] = [throttleReason, gapReason, capReason, ceilingReason];
  const decisive = new Map<string, Reason>();
  let at = startOf(question, decisive);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = at;
    const open = earliestInside(windows, at);
    if (!open) return null;
    if (open > at)
      decisive.set("window", { rule: "window", ok: false, detail: windowWords(question, windows), until: open });
    at = open;
    for (const rule of rules) {
      const reason = rule(question, at);
      if (!reason) continue;
      decisive.set(reason.rule, reason);
      at = reason.until;
    }
    if (at.getTime() === before.getTime()) return { at, reasons: [...decisive.values()].reverse() };
  }
  return null;
}

function startOf({ now, job }: SendQuestion, decisive: Map<string, Reason>): Date {
  const due = job.retryAt && job.retryAt > job.dueAt ? job.retryAt : job.dueAt;
  if (due <= now) return now;
  decisive.set("due", { rule: "due", ok: false, detail: `step ${job.stepNo} is due then`, until: due });
  return due;
}

/** The campaign's window in the lead's zone if asked for and known, else the campaign's or inbox's; and the inbox's own. */
function windowsOf({ campaign, inbox, job }: SendQuestion): ZonedWindow[] {
  return [
    { window: campaign.window, timeZone: campaignZone(campaign, inbox, job) },
    { window: inbox.window, timeZone: inbox.timeZone },
  ];
}

function campaignZone(campaign: CampaignFacts, inbox: InboxFacts, job: JobFacts): string {
  if (campaign.timeZoneMode === "lead" && job.leadTimeZone) return job.leadTimeZone;
  return campaign.timeZone ?? inbox.timeZone;
}

function windowWords({ campaign, inbox, job }: SendQuestion, windows: ZonedWindow[]): string {
  const zone = windows[0]?.timeZone ?? inbox.timeZone;
  const source =
    campaign.timeZoneMode === "lead" && job.leadTimeZone
      ? `, the lead's zone (${job.leadTimeZoneSource ?? "given"})`
      : "";
  return `sending window ${campaign.window.start}–${campaign.window.end} ${zone}${source}`;
}

function decisiveFirst(reasons: Reason[]): Reason[] {
  return [...reasons].sort((a, b) => Number(a.ok) - Number(b.ok));
}
