import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../app/domain/calendar.ts";
import { simulateCampaign } from "../../app/domain/simulate-campaign.ts";
import { readSend } from "../../app/domain/simulated-sends.ts";
import type { SimulatedJourney, SimulationFacts } from "../../app/domain/simulation-facts.ts";
import { localDayOf } from "../../app/domain/zone-time.ts";
import { campaign, empty, inbox, job, workspace } from "./plan-facts.ts";

const NOW = new Date("2026-11-24T08:00:00Z");
const steps = [0, 2, 3].map((delayDays, index) => ({ stepNo: index + 1, delayDays, businessDays: true }));

function journey(index: number, over: Partial<SimulatedJourney> = {}): SimulatedJourney {
  const id = `lead-${String(index).padStart(4, "0")}`;
  const companyDomain = `company${index % 3}.test`;
  return {
    job: { ...job, sendJobId: id, campaignLeadId: id, dueAt: NOW, companyDomain },
    leadId: id,
    inboxId: `inbox-${index % 2}`,
    campaign,
    steps,
    ...over,
  };
}

function facts(over: Partial<SimulationFacts> = {}): SimulationFacts {
  return {
    now: NOW,
    workspace: { ...workspace, companySpread: 2 },
    inboxes: [0, 1].map((index) => ({
      inbox: { ...inbox, inboxId: `inbox-${index}`, capPerDay: 5, minGapSeconds: 300 },
      load: empty,
    })),
    companies: new Map(),
    journeys: Array.from({ length: 12 }, (_, index) => journey(index)),
    campaignId: "c",
    seed: 1,
    days: 365,
    replyRate: 0,
    bounceRate: 0,
    explain: { from: 0, count: 5 },
    calendar: createCalendar(),
    ...over,
  };
}

const sendsOf = (given: SimulationFacts) => {
  const { sends } = simulateCampaign(given);
  return Array.from({ length: sends.count }, (_, index) => readSend(sends, index));
};

describe("a simulated campaign", () => {
  it("sends every step of every lead in the order of time and says when it ends", () => {
    const simulation = simulateCampaign(facts());
    const sends = sendsOf(facts());
    expect(sends).toHaveLength(36);
    expect(sends.map(({ at }) => at.getTime())).toEqual(sends.map(({ at }) => at.getTime()).sort((a, b) => a - b));
    expect(simulation.finishedAt).toEqual(sends.at(-1)?.at);
    expect(simulation.explained.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    for (let lead = 0; lead < 12; lead++)
      expect(sends.filter((one) => one.journey === lead).map((one) => one.stepNo)).toEqual([1, 2, 3]);
  });

  it("explains the mails of one lead, wherever in the plan they stand", () => {
    const given = facts({ explain: { from: 1, count: 5, leadId: "lead-0007" } });
    const { sends, explained, explainableCount } = simulateCampaign(given);
    expect(explainableCount).toBe(3);
    expect(explained.map(({ index }) => readSend(sends, index))).toMatchObject([
      { journey: 7, stepNo: 2 },
      { journey: 7, stepNo: 3 },
    ]);
    expect(explained.every(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  it("keeps cap and company spread over both inboxes together", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom("Asia/Kolkata", "America/New_York", "Europe/Berlin"),
        (companySpread, capPerDay, timeZone) => {
          const given = facts({ workspace: { ...workspace, companySpread, timeZone } });
          for (const one of given.inboxes) one.inbox = { ...one.inbox, capPerDay };
          const perDay = new Map<string, number>();
          const count = (key: string) => perDay.set(key, (perDay.get(key) ?? 0) + 1).get(key);
          const sends = sendsOf(given);
          expect(sends).toHaveLength(36);
          for (const one of sends) {
            expect(count(`inbox ${one.inbox} ${localDayOf(one.at, "Europe/Berlin")}`)).toBeLessThanOrEqual(capPerDay);
            expect(count(`company ${one.journey % 3} ${localDayOf(one.at, timeZone)}`)).toBeLessThanOrEqual(
              companySpread,
            );
          }
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it("gives the same plan for the same facts, and lets answers end journeys by the seed", () => {
    expect(sendsOf(facts())).toEqual(sendsOf(facts()));
    const answered = sendsOf(facts({ replyRate: 0.5 }));
    expect(answered.length).toBeLessThan(36);
    expect(answered).toEqual(sendsOf(facts({ replyRate: 0.5 })));
    expect(answered).not.toEqual(sendsOf(facts({ replyRate: 0.5, seed: 2 })));
    expect(sendsOf(facts({ bounceRate: 1 }))).toHaveLength(12);
  });

  it("names who is held and why, and does not call such a campaign finished", () => {
    const held = journey(3);
    const journeys = [journey(0), { ...held, job: { ...held.job, isLeadPaused: true } }];
    const simulation = simulateCampaign(facts({ journeys }));
    expect(simulation.finishedAt).toBeNull();
    expect(simulation.blocked.map(({ journey, reasons }) => [journey, reasons[0]?.rule])).toEqual([
      [1, "lead_waiting"],
    ]);
  });

  it("does not call a campaign finished whose mails go on after the days looked at", () => {
    const simulation = simulateCampaign(facts({ days: 2 }));
    expect(simulation.finishedAt).toBeNull();
    expect(simulation.unfinishedCount).toBeGreaterThan(0);
  });

  it("counts the mails of other campaigns against the same inboxes", () => {
    const other = { ...campaign, campaignId: "other" };
    const others = Array.from({ length: 10 }, (_, index) => {
      const base = journey(index + 100, { inboxId: "inbox-0", campaign: other });
      return { ...base, job: { ...base.job, companyDomain: null, dueAt: new Date(NOW.getTime() - 1_000) } };
    });
    const alone = sendsOf(facts({ journeys: [journey(0)] }));
    const beside = sendsOf(facts({ journeys: [journey(0), ...others] }));
    expect(beside).toHaveLength(3);
    expect(localDayOf(alone[0]?.at ?? NOW, "Europe/Berlin")).toBe("2026-11-24");
    expect(localDayOf(beside[0]?.at ?? NOW, "Europe/Berlin") > "2026-11-25").toBe(true);
  });
});
