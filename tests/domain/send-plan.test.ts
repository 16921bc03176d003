import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planQueue, type QueuedJob } from "../../app/domain/inbox-queue.ts";
import type { CampaignFacts, InboxFacts, InboxLoad, JobFacts } from "../../app/domain/send-facts.ts";
import { replySafety } from "../../app/domain/send-gates.ts";
import { planSend, type SendQuestion } from "../../app/domain/send-plan.ts";
import { localDayOf } from "../../app/domain/zone-time.ts";

const at = (iso: string) => new Date(iso);
const weekdays = { days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" };
const always = { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "24:00" };

const inbox: InboxFacts = {
  inboxId: "inbox",
  email: "ana@acme.test",
  status: "active",
  statusReason: null,
  timeZone: "Europe/Berlin",
  window: always,
  capPerDay: 30,
  minGapSeconds: 0,
  ceilingPer24h: 2000,
  lastSyncedAt: null,
  blockedUntil: null,
  blockedReason: null,
};
const campaign: CampaignFacts = {
  campaignId: "c",
  name: "Spring",
  status: "active",
  window: weekdays,
  timeZone: null,
  timeZoneMode: "inbox",
};
const job: JobFacts = {
  sendJobId: "job",
  campaignLeadId: "lead",
  stepNo: 1,
  isFollowUp: false,
  status: "scheduled",
  holdReason: null,
  dueAt: at("2026-11-24T08:00:00Z"),
  retryAt: null,
  leadStatus: "waiting",
  isLeadPaused: false,
  suppressedBy: null,
  leadTimeZone: null,
  leadTimeZoneSource: null,
  previousSentAt: null,
  hasPreviousIds: true,
};
const empty: InboxLoad = { days: new Map(), quarters: [], lastSlotAt: null };

function ask(
  over: {
    now?: string;
    inbox?: Partial<InboxFacts>;
    campaign?: Partial<CampaignFacts>;
    job?: Partial<JobFacts>;
    load?: Partial<InboxLoad>;
    stopped?: boolean;
  } = {},
): SendQuestion {
  return {
    now: at(over.now ?? "2026-11-24T09:30:00Z"),
    workspace: { sendingStoppedAt: over.stopped ? at("2026-11-24T09:00:00Z") : null },
    campaign: { ...campaign, ...over.campaign },
    inbox: { ...inbox, ...over.inbox },
    load: { ...empty, ...over.load },
    job: { ...job, ...over.job },
  };
}

function sendAt(question: SendQuestion): string {
  const decision = planSend(question);
  return decision.kind === "send" ? decision.at.toISOString() : `held by ${decision.reasons[0]?.rule}`;
}

describe("send plan", () => {
  it.each([
    ["goes now inside the window", {}, "2026-11-24T09:30:00.000Z"],
    [
      "waits for the morning of the inbox's zone",
      { now: "2026-11-24T05:00:00Z", job: { dueAt: at("2026-11-24T05:00:00Z") } },
      "2026-11-24T08:00:00.000Z",
    ],
    ["takes the end of the window as outside", { now: "2026-11-24T16:00:00Z" }, "2026-11-25T08:00:00.000Z"],
    ["waits over the weekend", { now: "2026-11-28T10:00:00Z" }, "2026-11-30T08:00:00.000Z"],
    [
      "follows the lead's zone when the campaign asks for it",
      { campaign: { timeZoneMode: "lead" as const }, job: { leadTimeZone: "America/New_York" } },
      "2026-11-24T14:00:00.000Z",
    ],
    [
      "moves to the next local day when the cap is used up",
      { load: { days: new Map([["2026-11-24", 30]]) } },
      "2026-11-25T08:00:00.000Z",
    ],
    [
      "keeps the gap after the mail before",
      { inbox: { minGapSeconds: 1 }, load: { lastSlotAt: at("2026-11-24T09:29:59.500Z") } },
      "2026-11-24T09:30:00.500Z",
    ],
    [
      "waits as long as the provider asked",
      { inbox: { blockedUntil: at("2026-11-24T11:00:00Z") } },
      "2026-11-24T11:00:00.000Z",
    ],
    [
      "waits until the rolling day has room again",
      {
        inbox: { ceilingPer24h: 2 },
        campaign: { window: always },
        load: {
          quarters: [
            { at: at("2026-11-23T20:00:00Z"), reserved: 1 },
            { at: at("2026-11-24T09:00:00Z"), reserved: 1 },
          ],
        },
      },
      "2026-11-24T20:15:00.000Z",
    ],
    ["is held while all sending is stopped", { stopped: true }, "held by sending_not_stopped"],
    ["is held while the campaign is paused", { campaign: { status: "paused" as const } }, "held by campaign_active"],
    ["is held once the lead answered", { job: { leadStatus: "replied" as const } }, "held by lead_waiting"],
    ["is held when the address is suppressed", { job: { suppressedBy: "address" } }, "held by not_suppressed"],
    [
      "is held while the inbox is disconnected",
      { inbox: { status: "disconnected" as const, statusReason: "access was revoked" } },
      "held by inbox_active",
    ],
    [
      "is held when the windows never meet",
      { inbox: { window: { days: [6], start: "09:00", end: "10:00" } } },
      "held by window",
    ],
  ])("%s", (_name, over, expected) => {
    expect(sendAt(ask(over))).toBe(expected);
  });

  it("names every rule that had a say, the deciding one first", () => {
    const decision = planSend(ask({ load: { days: new Map([["2026-11-24", 30]]) } }));
    expect(decision.reasons[0]).toMatchObject({ rule: "window", ok: false });
    expect(decision.reasons.map((reason) => reason.rule)).toEqual(
      expect.arrayContaining(["cap", "campaign_active", "inbox_active"]),
    );
  });

  it("lets a follow-up go only when the mailbox was read after the mail before and just now", () => {
    const followUp = { isFollowUp: true, stepNo: 2, previousSentAt: at("2026-11-20T09:00:00Z") };
    const judge = (lastSyncedAt: Date | null, over: Partial<JobFacts> = {}) =>
      replySafety(ask({ inbox: { lastSyncedAt }, job: { ...followUp, ...over } })).ok;
    expect(judge(at("2026-11-24T09:20:00Z"))).toBe(true);
    expect(judge(at("2026-11-24T09:00:00Z"))).toBe(false);
    expect(judge(null)).toBe(false);
    expect(judge(at("2026-11-24T09:29:00Z"), { previousSentAt: at("2026-11-24T09:29:30Z") })).toBe(false);
    expect(judge(at("2026-11-24T09:29:00Z"), { hasPreviousIds: false })).toBe(false);
  });
});

describe("an inbox's queue", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/St_Johns",
    "Pacific/Apia",
  ];
  const queues = fc.record({
    nowMs: fc.integer({ min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2027-12-31T00:00:00Z") }),
    timeZone: fc.constantFrom(...zones),
    capPerDay: fc.integer({ min: 1, max: 6 }),
    minGapSeconds: fc.integer({ min: 0, max: 4000 }),
    ceilingPer24h: fc.integer({ min: 1, max: 8 }),
    start: fc.integer({ min: 0, max: 21 }),
    jobs: fc.array(
      fc.record({
        followUp: fc.boolean(),
        dueInMs: fc.integer({ min: -86_400_000, max: 4 * 86_400_000 }),
        zone: fc.constantFrom(null, ...zones),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  });

  it("never exceeds cap or ceiling, keeps window, gap and due time, and sends each mail once", () => {
    fc.assert(
      fc.property(queues, (given) => {
        const window = {
          days: [1, 2, 3, 4, 5, 6, 7],
          start: `${String(given.start).padStart(2, "0")}:00`,
          end: `${given.start + 2}:30`.padStart(5, "0"),
        };
        const facts = { ...inbox, ...given, window: always };
        const jobs: QueuedJob[] = given.jobs.map((one, index) => ({
          inboxId: "inbox",
          campaign: { ...campaign, window, timeZoneMode: "lead" },
          job: {
            ...job,
            sendJobId: `j${index}`,
            campaignLeadId: `l${index}`,
            isFollowUp: one.followUp,
            dueAt: new Date(given.nowMs + one.dueInMs),
            leadTimeZone: one.zone,
          },
        }));
        const { holds, slots } = planQueue({
          now: new Date(given.nowMs),
          workspace: { sendingStoppedAt: null },
          inbox: facts,
          load: empty,
          jobs,
        });
        const plan = [...slots];
        expect(holds).toEqual([]);
        expect(new Set(plan.map((slot) => slot.queued.job.sendJobId)).size).toBe(jobs.length);
        const perDay = new Map<string, number>();
        plan.forEach((slot, index) => {
          const before = plan[index - 1];
          if (before)
            expect(slot.at.getTime() - before.at.getTime()).toBeGreaterThanOrEqual(given.minGapSeconds * 1000);
          expect(slot.at.getTime()).toBeGreaterThanOrEqual(Math.max(given.nowMs, slot.queued.job.dueAt.getTime()));
          const day = localDayOf(slot.at, given.timeZone);
          perDay.set(day, (perDay.get(day) ?? 0) + 1);
          const inLast24h = plan.filter(
            (other) => other.at <= slot.at && slot.at.getTime() - other.at.getTime() < 86_400_000,
          );
          expect(inLast24h.length).toBeLessThanOrEqual(given.ceilingPer24h);
          const zone = slot.queued.job.leadTimeZone ?? given.timeZone;
          const local = slot.at.toLocaleTimeString("en-GB", {
            timeZone: zone,
            hour12: false,
            hour: "2-digit",
            minute: "2-digit",
          });
          expect(local >= window.start && local < window.end).toBe(true);
        });
        expect(Math.max(...perDay.values())).toBeLessThanOrEqual(given.capPerDay);
      }),
      { numRuns: 150, seed: 20261124 },
    );
  });

  it("sends follow-ups before new leads at the same instant", () => {
    const jobs = [false, true].map((isFollowUp, index) => ({
      inboxId: "inbox",
      campaign,
      job: { ...job, sendJobId: `j${index}`, campaignLeadId: `l${index}`, isFollowUp },
    }));
    const { slots } = planQueue({
      now: at("2026-11-24T09:30:00Z"),
      workspace: { sendingStoppedAt: null },
      inbox,
      load: empty,
      jobs,
    });
    expect([...slots].map((slot) => slot.queued.job.sendJobId)).toEqual(["j1", "j0"]);
  });
});
