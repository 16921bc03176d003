import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../app/domain/calendar.ts";
import { leadHashOf, quarterOf, slotHash } from "../../app/domain/inbox-load.ts";
import { type InboxQueue, planQueue, type QueuedJob, type Slot } from "../../app/domain/inbox-queue.ts";
import { effectiveCap } from "../../app/domain/provider-limits.ts";
import { publicHolidays } from "../../app/domain/public-holidays.ts";
import type { CompanyLoads, InboxLoad } from "../../app/domain/send-facts.ts";
import { planSend } from "../../app/domain/send-plan.ts";
import { dayOfName } from "../../app/domain/zone-clock.ts";
import { localDayOf } from "../../app/domain/zone-time.ts";
import { always, campaign, empty, inbox, job, workspace } from "./plan-facts.ts";

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "America/St_Johns",
  "Pacific/Apia",
  "Australia/Lord_Howe",
  "America/Havana",
  "Africa/Casablanca",
];
const COUNTRIES = [null, "DE", "US", "JP", "BR"];
const COMPANIES = [null, "a.test", "b.test"];

const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const windowOf = fc
  .record({
    start: fc.integer({ min: 0, max: 1_290 }),
    length: fc.integer({ min: 120, max: 1_440 }),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 2 }),
  })
  .map(({ start, length, days }) => ({
    days,
    start: clockTime(start),
    end: clockTime(Math.min(start + length, 1_440)),
  }));

const queues = fc
  .record({
    nowS: fc.integer({
      min: Date.parse("2026-01-01T00:00:00Z") / 1000,
      max: Date.parse("2028-12-31T00:00:00Z") / 1000,
    }),
    timeZone: fc.constantFrom(...ZONES),
    country: fc.constantFrom(...COUNTRIES),
    capPerDay: fc.integer({ min: 1, max: 6 }),
    ramp: fc.option(
      fc.record({ startPerDay: fc.integer({ min: 1, max: 3 }), addPerDay: fc.integer({ min: 0, max: 2 }) }),
    ),
    minGapSeconds: fc.integer({ min: 0, max: 4_000 }),
    ceilingPer24h: fc.integer({ min: 1, max: 8 }),
    companySpread: fc.option(fc.integer({ min: 1, max: 3 })),
    spreadZone: fc.constantFrom(...ZONES),
    inboxWindow: fc.oneof(fc.constant(always), windowOf),
    window: windowOf,
    sentToday: fc.integer({ min: 0, max: 3 }),
    jobs: fc.array(
      fc.record({
        isFollowUp: fc.boolean(),
        dueInS: fc.integer({ min: -86_400, max: 4 * 86_400 }),
        retryInS: fc.option(fc.integer({ min: -3_600, max: 86_400 })),
        zone: fc.constantFrom(null, ...ZONES),
        country: fc.constantFrom(...COUNTRIES),
        company: fc.constantFrom(...COMPANIES),
        isPaused: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  })
  .map((given): InboxQueue => {
    const now = new Date(given.nowS * 1_000);
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    const used = Math.min(given.sentToday, given.ceilingPer24h);
    return {
      now,
      workspace: { ...workspace, companySpread: given.companySpread, timeZone: given.spreadZone },
      inbox: {
        ...inbox,
        timeZone: given.timeZone,
        country: given.country,
        capPerDay: given.capPerDay,
        ramp: given.ramp,
        minGapSeconds: given.minGapSeconds,
        ceilingPer24h: given.ceilingPer24h,
        window: given.inboxWindow,
      },
      load: {
        ...empty,
        days: new Map(used > 0 ? [[localDayOf(now, given.timeZone), used]] : []),
        quarters: used > 0 ? [{ at: quarterOf(now), reserved: used }] : [],
        lastSlotAt: used > 0 ? now : null,
        lastSlotHash: used > 0 ? 12_345 : null,
      },
      companies: new Map(),
      calendar: createCalendar(),
      jobs: given.jobs.map((one, index) => ({
        inboxId: "inbox",
        leadId: "lead",
        sequenceId: null,
        campaign: { ...campaign, window: given.window, timeZoneMode: "lead" },
        job: {
          ...job,
          sendJobId: `j${index}`,
          campaignLeadId: `l${index}`,
          stepNo: one.isFollowUp ? 2 : 1,
          isFollowUp: one.isFollowUp,
          dueAt: later(one.dueInS),
          retryAt: one.retryInS === null ? null : later(one.retryInS),
          leadTimeZone: one.zone,
          leadCountry: one.country,
          companyDomain: one.company,
          isLeadPaused: one.isPaused,
        },
      })),
    };
  });

/** The facts after one more mail, told anew: not the plan's own bookkeeping. */
function factsAfter(load: InboxLoad, companies: CompanyLoads, plan: InboxQueue, slot: Slot) {
  const { job } = slot.queued;
  const on = localDayOf(slot.at, plan.inbox.timeZone);
  const day = localDayOf(slot.at, plan.workspace.timeZone);
  const company = job.companyDomain;
  const counted = company && new Map(companies.get(company)).set(day, (companies.get(company)?.get(day) ?? 0) + 1);
  const sameQuarter = load.quarters.find((quarter) => quarter.at.getTime() === quarterOf(slot.at).getTime());
  return {
    load: {
      ...load,
      days: new Map(load.days).set(on, (load.days.get(on) ?? 0) + 1),
      quarters: sameQuarter
        ? load.quarters.map((one) => (one === sameQuarter ? { ...one, reserved: one.reserved + 1 } : one))
        : [...load.quarters, { at: quarterOf(slot.at), reserved: 1 }],
      lastSlotAt: slot.at,
      lastSlotHash: slotHash(leadHashOf(job.campaignLeadId), job.stepNo),
    },
    companies: company && counted ? new Map(companies).set(company, counted) : companies,
  };
}

describe("an inbox's queue", () => {
  it("keeps every rule at every slot, in any zone and across changes of the clock", () => {
    fc.assert(
      fc.property(queues, (plan) => {
        const { holds, slots } = planQueue(plan);
        const laid = [...slots];
        const { inbox, workspace } = plan;
        expect(laid.length + holds.length).toBe(plan.jobs.length);
        expect(new Set(laid.map((slot) => slot.queued.job.sendJobId)).size).toBe(laid.length);
        for (const hold of holds) expect(hold.reasons.some(({ ok, detail }) => !ok && detail !== "")).toBe(true);
        const perDay = new Map(plan.load.days);
        const perCompany = new Map<string, number>();
        laid.forEach((slot, index) => {
          const before = laid[index - 1]?.at ?? plan.load.lastSlotAt;
          if (before) expect(slot.at.getTime() - before.getTime()).toBeGreaterThanOrEqual(inbox.minGapSeconds * 1_000);
          const { job, campaign } = { job: slot.queued.job, campaign: slot.queued.campaign };
          expect(slot.at >= plan.now && slot.at >= job.dueAt && (!job.retryAt || slot.at >= job.retryAt)).toBe(true);
          const on = localDayOf(slot.at, inbox.timeZone);
          perDay.set(on, (perDay.get(on) ?? 0) + 1);
          const daysBefore = [...perDay.keys()].filter((day) => day < on).length;
          expect(perDay.get(on)).toBeLessThanOrEqual(effectiveCap(inbox.capPerDay, inbox.ramp, daysBefore));
          const sent = laid.filter(({ at }) => at <= slot.at && slot.at.getTime() - at.getTime() < 86_400_000).length;
          const old = slot.at.getTime() - plan.now.getTime() < 86_400_000 ? (plan.load.quarters[0]?.reserved ?? 0) : 0;
          expect(sent + old).toBeLessThanOrEqual(inbox.ceilingPer24h ?? Number.POSITIVE_INFINITY);
          if (job.companyDomain && workspace.companySpread !== null) {
            const key = `${job.companyDomain} ${localDayOf(slot.at, workspace.timeZone)}`;
            perCompany.set(key, (perCompany.get(key) ?? 0) + 1);
            expect(perCompany.get(key)).toBeLessThanOrEqual(workspace.companySpread);
          }
          expectInside(slot.at, campaign.window, job.leadTimeZone ?? inbox.timeZone);
          expectInside(slot.at, inbox.window, inbox.timeZone);
          const restsIn = job.leadCountry ?? inbox.country;
          const leadDay = localDayOf(slot.at, job.leadTimeZone ?? inbox.timeZone);
          if (restsIn) expect(publicHolidays(restsIn, Number(leadDay.slice(0, 4))).has(dayOfName(leadDay))).toBe(false);
        });
      }),
      { numRuns: 400, seed: 20261124 },
    );
  });

  it("is what planSend answers again and again: of all mails the one that may go first", () => {
    fc.assert(
      fc.property(queues, (plan) => {
        let { load, companies, now } = plan;
        const open: QueuedJob[] = [...plan.jobs];
        for (const slot of planQueue(plan).slots) {
          const asked = open.flatMap((queued) => {
            const decision = planSend({ ...plan, load, companies, now, ...queued, calendar: createCalendar() });
            return decision.kind === "send" ? [{ queued, decision }] : [];
          });
          asked.sort(
            (a, b) => a.decision.at.getTime() - b.decision.at.getTime() || byOrder(a.queued.job, b.queued.job),
          );
          expect(slot.queued.job.sendJobId).toBe(asked[0]?.queued.job.sendJobId);
          expect(slot.at).toEqual(asked[0]?.decision.at);
          expect(slot.reasons).toEqual(asked[0]?.decision.reasons);
          open.splice(open.indexOf(slot.queued), 1);
          ({ load, companies } = factsAfter(load, companies, plan, slot));
          now = slot.at;
          const today = localDayOf(now, plan.inbox.timeZone);
          load = { ...load, daysWithSends: [...load.days.keys()].filter((on) => on < today).length };
        }
        // Who is left was held from the start.
        for (const queued of open) expect(planSend({ ...plan, ...queued }).kind).toBe("hold");
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it("sends follow-ups before new leads at the same instant", () => {
    const jobs = [false, true].map((isFollowUp, index) => ({
      inboxId: "inbox",
      leadId: "lead",
      sequenceId: null,
      campaign,
      job: { ...job, sendJobId: `j${index}`, campaignLeadId: `l${index}`, isFollowUp },
    }));
    const now = new Date("2026-11-24T09:30:00Z");
    const facts = { workspace, inbox, load: empty, companies: new Map(), calendar: createCalendar() };
    const { slots } = planQueue({ now, ...facts, jobs });
    expect([...slots].map((slot) => slot.queued.job.sendJobId)).toEqual(["j1", "j0"]);
  });
});

function byOrder(a: QueuedJob["job"], b: QueuedJob["job"]): number {
  return (
    Number(b.isFollowUp) - Number(a.isFollowUp) ||
    a.dueAt.getTime() - b.dueAt.getTime() ||
    (a.campaignLeadId < b.campaignLeadId ? -1 : 1)
  );
}

function expectInside(at: Date, window: { days: number[]; start: string; end: string }, timeZone: string): void {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString().slice(0, 5);
  expect(window.days).toContain(local.dayOfWeek);
  expect(time >= window.start && time < window.end, `${time} in ${window.start}–${window.end} ${timeZone}`).toBe(true);
}
