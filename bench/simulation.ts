/**
 * 100,000 leads × 4 steps × 50 inboxes laid out to the end by the live engine's own rules: windows in twenty zones, public
 * holidays, caps, ceilings, gaps, company spread. Beside a yardstick that decides nothing: the same 400,000 (time, id) pairs
 * pushed through a plain array and sorted, which any plan has to do at the least. On one core.
 */
import { execFileSync } from "node:child_process";
import { createCalendar } from "../app/domain/calendar.ts";
import type { CampaignFacts, InboxFacts, JobFacts } from "../app/domain/send-facts.ts";
import { type Simulation, simulateCampaign } from "../app/domain/simulate-campaign.ts";
import type { SimulatedStep, SimulationFacts } from "../app/domain/simulation-facts.ts";
import { type BenchResult, median } from "./bench.ts";

const LEADS = 100_000;
const INBOXES = 50;
const GOAL_SECONDS = 3;
const GOAL_MB = 500;
const NOW = new Date("2026-11-24T08:00:00Z");
const ZONES: [string, string][] = [
  ["Europe/Berlin", "DE"],
  ["Europe/London", "GB"],
  ["Europe/Paris", "FR"],
  ["Europe/Madrid", "ES"],
  ["Europe/Rome", "IT"],
  ["Europe/Stockholm", "SE"],
  ["Europe/Warsaw", "PL"],
  ["Europe/Zurich", "CH"],
  ["America/New_York", "US"],
  ["America/Chicago", "US"],
  ["America/Denver", "US"],
  ["America/Los_Angeles", "US"],
  ["America/Toronto", "CA"],
  ["America/Sao_Paulo", "BR"],
  ["America/Mexico_City", "MX"],
  ["Asia/Kolkata", "IN"],
  ["Asia/Singapore", "SG"],
  ["Asia/Tokyo", "JP"],
  ["Australia/Sydney", "AU"],
  ["Pacific/Auckland", "NZ"],
];

/** In a process of its own each time: cold, as a worker thread is, and with nobody else's memory. */
const RUN = `
  import { makeFacts } from "./bench/simulation.ts";
  import { simulateCampaign } from "./app/domain/simulate-campaign.ts";
  const facts = makeFacts();
  const start = performance.now();
  const { sends } = simulateCampaign(facts);
  const seconds = (performance.now() - start) / 1_000;
  console.log(JSON.stringify({ seconds, count: sends.count, megabytes: process.resourceUsage().maxRSS / 1_000 }));`;

export async function benchSimulation(): Promise<BenchResult[]> {
  const runs = [0, 1, 2].map(() => {
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", RUN], { encoding: "utf8" });
    return JSON.parse(printed) as { seconds: number; count: number; megabytes: number };
  });
  if (runs.some(({ count }) => count !== LEADS * 4)) throw new Error("Not every mail was laid out.");
  const simulation = simulateCampaign(makeFacts());
  const value = median(runs.map(({ seconds }) => seconds));
  const yardstick = median([0, 1, 2].map(() => sortPairs(simulation)));
  const peakMb = Math.max(...runs.map(({ megabytes }) => megabytes));
  return [
    {
      name: "simulation",
      value,
      unit: "s",
      yardstick: { name: "sort as many (time, id) pairs", value: yardstick },
      ratio: value / yardstick,
      goal: `< ${GOAL_SECONDS} s`,
      ok: value < GOAL_SECONDS,
    },
    {
      name: "simulation memory",
      value: peakMb,
      unit: "MB",
      yardstick: { name: "goal", value: GOAL_MB },
      ratio: peakMb / GOAL_MB,
      goal: `< ${GOAL_MB} MB`,
      ok: peakMb < GOAL_MB,
    },
  ];
}

function sortPairs({ sends }: Simulation): number {
  const pairs = Array.from({ length: sends.count }, (_, index) => {
    const place = Math.imul(index, 0x9e3779b1) >>> 0;
    return { atMs: sends.atMs[place % sends.count] ?? 0, id: `lead-${place}` };
  });
  const start = performance.now();
  pairs.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  return (performance.now() - start) / 1_000;
}

export function makeFacts(): SimulationFacts {
  const steps: SimulatedStep[] = [0, 3, 4, 7].map((delayDays, index) => ({
    stepNo: index + 1,
    delayDays,
    businessDays: true,
  }));
  const campaign: CampaignFacts = {
    campaignId: "campaign",
    name: "Autumn",
    status: "active",
    window: { days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" },
    timeZone: null,
    timeZoneMode: "lead",
    followHolidays: true,
  };
  const inboxes = Array.from({ length: INBOXES }, (_, index) => makeInbox(index));
  return {
    now: NOW,
    workspace: { sendingStoppedAt: null, timeZone: "Europe/Berlin", companySpread: 5 },
    inboxes: inboxes.map((inbox) => ({
      inbox,
      load: { days: new Map(), daysWithSends: 0, quarters: [], lastSlotAt: null, lastSlotHash: null },
    })),
    companies: new Map(),
    journeys: Array.from({ length: LEADS }, (_, index) => ({
      job: makeJob(index),
      leadId: leadId(index),
      inboxId: `inbox-${index % INBOXES}`,
      campaign,
      steps,
    })),
    campaignId: "campaign",
    seed: 1,
    days: 3_650,
    replyRate: 0,
    bounceRate: 0,
    explain: { from: 0, count: 50 },
    calendar: createCalendar(),
  };
}

function makeInbox(index: number): InboxFacts {
  const [timeZone, country] = ZONES[index % ZONES.length] ?? ["UTC", "GB"];
  return {
    inboxId: `inbox-${index}`,
    email: `person${index}@acme.test`,
    status: "active",
    statusReason: null,
    timeZone,
    country,
    window: { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "23:59" },
    capPerDay: 50,
    rampDaysBack: 0,
    ramp: { startPerDay: 10, addPerDay: 5 },
    minGapSeconds: 90,
    ceilingPer24h: 2_000,
    ceilingPerMinute: null,
    lastSyncedAt: null,
    blockedUntil: null,
    blockedReason: null,
  };
}

/** The ids of a real import: version 7 of one millisecond, so that they differ late. */
function leadId(index: number): string {
  return `0199b2c4-7d10-7${(index % 4096).toString(16).padStart(3, "0")}-8000-${index.toString(16).padStart(12, "0")}`;
}

function makeJob(index: number): JobFacts {
  const [leadTimeZone, leadCountry] = ZONES[(index * 7) % ZONES.length] ?? ["UTC", "GB"];
  return {
    sendJobId: leadId(index),
    campaignLeadId: leadId(index),
    stepNo: 1,
    isFollowUp: false,
    status: "scheduled",
    holdReason: null,
    dueAt: NOW,
    retryAt: null,
    leadStatus: "waiting",
    isLeadPaused: false,
    suppressedBy: null,
    leadTimeZone,
    leadTimeZoneSource: "country",
    leadCountry,
    companyDomain: `company${index % 20_000}.test`,
    previousSentAt: null,
    hasPreviousIds: true,
  };
}
