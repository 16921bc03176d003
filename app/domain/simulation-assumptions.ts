/** What a simulation takes for granted, in words: its answer is only as good as these. */
import type { SimulationFacts } from "./simulation-facts.ts";

export type SimulationAssumptions = {
  seed: number;
  days: number;
  replyRate: number;
  bounceRate: number;
  now: Date;
  sentences: string[];
};

export function simulationAssumptions(
  facts: Pick<SimulationFacts, "seed" | "days" | "replyRate" | "bounceRate" | "now" | "journeys" | "campaignId">,
): SimulationAssumptions {
  const { seed, days, replyRate, bounceRate, now, journeys, campaignId } = facts;
  const others = new Set(journeys.map(({ campaign }) => campaign.campaignId).filter((id) => id !== campaignId)).size;
  return {
    seed,
    days,
    replyRate,
    bounceRate,
    now,
    sentences: [endings(replyRate, bounceRate), ...standing(days, others)],
  };
}

function endings(replyRate: number, bounceRate: number): string {
  if (replyRate + bounceRate === 0) {
    return "Nobody replies and nothing bounces, so every lead gets every step: this is the longest the campaign can take.";
  }
  return `${percent(replyRate)} of the mails are answered and ${percent(bounceRate)} bounce; either ends the lead's journey. Which ones is drawn from the seed.`;
}

function standing(days: number, others: number): string[] {
  return [
    "Inboxes, windows, daily caps, holidays and the list of leads stay as they are now.",
    others === 0
      ? "No other running campaign shares these inboxes or writes to these companies."
      : `${others} other running ${others === 1 ? "campaign shares" : "campaigns share"} these inboxes, or companies written to, and their days.`,
    "The server runs all the time and the mail providers accept every mail.",
    `Mails later than ${days} ${days === 1 ? "day" : "days"} from now are left out. A mail counts on the day of its inbox's time zone.`,
  ];
}

function percent(rate: number): string {
  return `${Math.round(rate * 1_000) / 10} %`;
}
