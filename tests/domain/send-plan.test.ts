import { describe, expect, it } from "vitest";
import { createCalendar } from "../../app/domain/calendar.ts";
import { leadHashOf, slotHash } from "../../app/domain/inbox-load.ts";
import type { CampaignFacts, InboxFacts, InboxLoad, JobFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";
import { replySafety } from "../../app/domain/send-gates.ts";
import { planSend, type SendQuestion } from "../../app/domain/send-plan.ts";
import { always, campaign, empty, inbox, job, workspace } from "./plan-facts.ts";

const at = (iso: string) => new Date(iso);
function ask(
  over: {
    now?: string;
    inbox?: Partial<InboxFacts>;
    campaign?: Partial<CampaignFacts>;
    job?: Partial<JobFacts>;
    load?: Partial<InboxLoad>;
    companies?: SendQuestion["companies"];
    workspace?: Partial<WorkspaceFacts>;
  } = {},
): SendQuestion {
  return {
    now: at(over.now ?? "2026-11-24T09:30:00Z"),
    workspace: { ...workspace, ...over.workspace },
    campaign: { ...campaign, ...over.campaign },
    inbox: { ...inbox, ...over.inbox },
    load: { ...empty, ...over.load },
    job: { ...job, ...over.job },
    companies: over.companies ?? new Map(),
    calendar: createCalendar(),
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
    [
      "rests after a mail for its gap and the jitter of that mail",
      { inbox: { minGapSeconds: 100 }, load: { lastSlotAt: at("2026-11-24T09:29:00Z"), lastSlotHash: 7 } },
      "2026-11-24T09:30:47.000Z",
    ],
    [
      "keeps a provider's limit of the minute by a gap of two seconds",
      { inbox: { ceilingPerMinute: 30 }, load: { lastSlotAt: at("2026-11-24T09:29:59Z"), lastSlotHash: 0 } },
      "2026-11-24T09:30:01.000Z",
    ],
    [
      "ramps: the first day has few mails",
      { inbox: { ramp: { startPerDay: 5, addPerDay: 2 } }, load: { days: new Map([["2026-11-24", 5]]) } },
      "2026-11-25T08:00:00.000Z",
    ],
    [
      "ramps: each day with sends before adds some, up to the cap",
      {
        inbox: { ramp: { startPerDay: 5, addPerDay: 2 } },
        load: { days: new Map([["2026-11-24", 8]]), daysWithSends: 2 },
      },
      "2026-11-24T09:30:00.000Z",
    ],
    [
      "rests on a public holiday of the inbox's country",
      { now: "2026-12-24T17:00:00Z", inbox: { country: "DE" } },
      "2026-12-28T08:00:00.000Z",
    ],
    [
      "follows the holidays of the lead's country before the inbox's",
      { now: "2026-11-25T17:00:00Z", inbox: { country: "DE" }, job: { leadCountry: "US" } },
      "2026-11-27T08:00:00.000Z",
    ],
    [
      "sends on holidays when the campaign says so",
      { now: "2026-12-24T17:00:00Z", inbox: { country: "DE" }, campaign: { followHolidays: false } },
      "2026-12-25T08:00:00.000Z",
    ],
    [
      "spreads the mails to one company over days of the workspace",
      {
        job: { companyDomain: "acme.test" },
        companies: new Map([["acme.test", new Map([["2026-11-24", 3]])]]),
        workspace: { companySpread: 3 },
      },
      "2026-11-25T08:00:00.000Z",
    ],
    [
      "lets another company's mail pass",
      {
        job: { companyDomain: "other.test" },
        companies: new Map([["acme.test", new Map([["2026-11-24", 3]])]]),
        workspace: { companySpread: 3 },
      },
      "2026-11-24T09:30:00.000Z",
    ],
    [
      "is held while all sending is stopped",
      { workspace: { sendingStoppedAt: at("2026-11-24T09:00:00Z") } },
      "held by sending_not_stopped",
    ],
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
    expect(decision.reasons[1]).toMatchObject({ rule: "cap", detail: "ana@acme.test has its 30 mails of that day" });
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

describe("jitter", () => {
  it("is the same for one lead and step, and another for the next", () => {
    const of = (id: string, step: number) => slotHash(leadHashOf(id), step);
    expect(of("lead", 1)).toBe(of("lead", 1));
    expect(new Set([of("lead", 1), of("lead", 2), of("leae", 1)]).size).toBe(3);
  });
});
