/** The rules that move a mail to a later slot: throttle, gap, cap of the local day, ceiling over rolling 24 hours. */
import type { InboxLoad, Reason } from "./send-facts.ts";
import type { SendQuestion } from "./send-plan.ts";
import { localDayOf, nextLocalDay } from "./zone-time.ts";

/** Says why `at` is too early and until when; null when the rule is content. */
export type SlotRule = (question: SendQuestion, at: Date) => (Reason & { until: Date }) | null;

const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;

export const throttleReason: SlotRule = ({ inbox }, at) => {
  if (!inbox.blockedUntil || at >= inbox.blockedUntil) return null;
  return {
    rule: "throttle",
    ok: false,
    detail: inbox.blockedReason ?? "the provider asked to wait",
    until: inbox.blockedUntil,
  };
};

/** Counted from the reserved slot of the mail before, plus a jitter that depends only on the lead and the step. */
export const gapReason: SlotRule = ({ inbox, load, job }, at) => {
  if (!load.lastSlotAt) return null;
  const gapMs = inbox.minGapSeconds * 1000 + jitterMs(job.campaignLeadId, job.stepNo, inbox.minGapSeconds);
  const until = new Date(load.lastSlotAt.getTime() + gapMs);
  if (at >= until) return null;
  return {
    rule: "gap",
    ok: false,
    detail: `${inbox.email} keeps at least ${inbox.minGapSeconds} s between two mails`,
    until,
  };
};

export const capReason: SlotRule = ({ inbox, load }, at) => {
  const used = load.days.get(localDayOf(at, inbox.timeZone)) ?? 0;
  if (used < inbox.capPerDay) return null;
  const detail = `${inbox.email} has its ${inbox.capPerDay} mails of that day`;
  return { rule: "cap", ok: false, detail, until: nextLocalDay(at, inbox.timeZone) };
};

/** Buckets are rounded up: a quarter counts until 24 h after its end, so the true figure is never above the ceiling. */
export const ceilingReason: SlotRule = ({ inbox, load }, at) => {
  const isCounted = (quarter: { at: Date }) =>
    quarter.at.getTime() + QUARTER_MS + DAY_MS > at.getTime() && quarter.at <= at;
  const counted = load.quarters.filter(isCounted);
  let over = counted.reduce((sum, quarter) => sum + quarter.reserved, 0) - inbox.ceilingPer24h;
  if (over < 0) return null;
  for (const quarter of counted) {
    over -= quarter.reserved;
    if (over < 0) {
      const until = new Date(quarter.at.getTime() + QUARTER_MS + DAY_MS);
      return {
        rule: "ceiling",
        ok: false,
        detail: `the provider allows ${inbox.ceilingPer24h} mails in 24 hours`,
        until,
      };
    }
  }
  return null;
};

/** 0 to half the gap, in whole seconds, from a 32-bit FNV-1a hash: the same in the preview and live. */
export function jitterMs(campaignLeadId: string, stepNo: number, minGapSeconds: number): number {
  const spread = Math.floor(minGapSeconds / 2);
  if (spread === 0) return 0;
  let hash = 0x811c9dc5;
  for (const char of `${campaignLeadId}:${stepNo}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return (hash % (spread + 1)) * 1000;
}

/** The load after one more mail in the slot `at`. */
export function withSlot(load: InboxLoad, at: Date, timeZone: string): InboxLoad {
  const on = localDayOf(at, timeZone);
  const quarterAt = quarterOf(at);
  const last = load.quarters.at(-1);
  const quarters =
    last && last.at.getTime() === quarterAt.getTime()
      ? [...load.quarters.slice(0, -1), { at: quarterAt, reserved: last.reserved + 1 }]
      : [
          ...load.quarters.filter((quarter) => quarter.at.getTime() + QUARTER_MS + DAY_MS > at.getTime()),
          { at: quarterAt, reserved: 1 },
        ];
  return { days: new Map(load.days).set(on, (load.days.get(on) ?? 0) + 1), quarters, lastSlotAt: at };
}

export function quarterOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS);
}
