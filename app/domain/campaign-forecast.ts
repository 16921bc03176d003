/**
 * A simulation told in the counts that people read: mails per day and inbox, who is held, one page of the mails themselves.
 * Made where the simulation ran, so that only this much comes back from there.
 */
import { clockOf } from "./calendar.ts";
import type { Reason } from "./send-facts.ts";
import { type Simulation, simulateCampaign } from "./simulate-campaign.ts";
import { readSend } from "./simulated-sends.ts";
import type { SimulationFacts } from "./simulation-facts.ts";
import { localDay, nameOfDay } from "./zone-clock.ts";

export type DayCount = { on: string; count: number };
export type ForecastSend = { leadId: string; step: number; inboxId: string; at: Date; reasons: Reason[] };
export type BlockedLead = { leadId: string; campaignLeadId: string; reasons: Reason[] };

export type Forecast = {
  count: number;
  /** Days with mails, in their order. A mail counts on its inbox's day, as in the daily figures. */
  perDay: DayCount[];
  /** The campaign's inboxes. */
  perInbox: { inboxId: string; email: string; count: number; perDay: DayCount[] }[];
  finishedAt: Date | null;
  lastAt: Date | null;
  unfinishedCount: number;
  blockedCount: number;
  /** The first of them. */
  blocked: BlockedLead[];
  /** The mails asked for in `explain`, and how many there are to ask for. */
  sends: ForecastSend[];
  sendsCount: number;
};

/** More are counted, but not named one by one: their reasons repeat. */
const BLOCKED_NAMED = 200;

/** Lays out the campaign and counts. Pure, as the simulation is. */
export function forecastCampaign(facts: SimulationFacts): Forecast {
  const simulation = simulateCampaign(facts);
  const { sends, blocked, explained } = simulation;
  const last = sends.count > 0 ? readSend(sends, sends.count - 1).at : null;
  return {
    count: sends.count,
    ...countDays(facts, simulation),
    finishedAt: simulation.finishedAt,
    lastAt: last,
    unfinishedCount: simulation.unfinishedCount,
    blockedCount: blocked.length,
    blocked: blocked.slice(0, BLOCKED_NAMED).flatMap(({ journey, reasons: why }) => {
      const held = facts.journeys[journey];
      return held ? [{ leadId: held.leadId, campaignLeadId: held.job.campaignLeadId, reasons: why }] : [];
    }),
    sendsCount: simulation.explainableCount,
    sends: explained.map(({ index, reasons }) => {
      const { journey, stepNo, inbox, at } = readSend(sends, index);
      return {
        leadId: facts.journeys[journey]?.leadId ?? "",
        step: stepNo,
        inboxId: facts.inboxes[inbox]?.inbox.inboxId ?? "",
        at,
        reasons,
      };
    }),
  };
}

function countDays({ inboxes, journeys, campaignId, calendar }: SimulationFacts, { sends }: Simulation) {
  const own = new Set<string>();
  for (const { campaign, inboxId } of journeys) if (campaign.campaignId === campaignId) own.add(inboxId);
  const all = new Map<number, number>();
  const each = inboxes.map(({ inbox }) => ({
    inbox,
    clock: clockOf(calendar, inbox.timeZone),
    days: new Map<number, number>(),
    count: 0,
  }));
  for (let index = 0; index < sends.count; index++) {
    const one = each[sends.inboxes[index] ?? 0];
    if (!one) continue;
    const day = localDay(one.clock, sends.atMs[index] ?? 0);
    all.set(day, (all.get(day) ?? 0) + 1);
    one.days.set(day, (one.days.get(day) ?? 0) + 1);
    one.count++;
  }
  return {
    perDay: listDays(all),
    perInbox: each
      .filter(({ inbox }) => own.has(inbox.inboxId))
      .map(({ inbox, days, count }) => ({
        inboxId: inbox.inboxId,
        email: inbox.email,
        count,
        perDay: listDays(days),
      })),
  };
}

function listDays(days: Map<number, number>): DayCount[] {
  return [...days].sort(([a], [b]) => a - b).map(([day, count]) => ({ on: nameOfDay(day), count }));
}
