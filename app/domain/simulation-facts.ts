/** What a simulation is told: the live engine's facts, every journey's way through its sequence, and what to take for granted. */
import type { Calendar } from "./calendar.ts";
import type { StepDelay } from "./next-step.ts";
import type { CampaignFacts, CompanyLoads, InboxFacts, InboxLoad, JobFacts, WorkspaceFacts } from "./send-facts.ts";

export type SimulatedStep = StepDelay & { stepNo: number };
/** A lead on its way: the mail that comes next, and every step of its sequence in their order. */
export type SimulatedJourney = {
  job: JobFacts;
  leadId: string;
  inboxId: string;
  campaign: CampaignFacts;
  steps: readonly SimulatedStep[];
};

export type SimulationFacts = {
  now: Date;
  workspace: WorkspaceFacts;
  inboxes: { inbox: InboxFacts; load: InboxLoad }[];
  companies: CompanyLoads;
  /** The journeys of every running campaign that these inboxes write for, the simulated one's among them. */
  journeys: SimulatedJourney[];
  campaignId: string;
  seed: number;
  /** Mails after this many days are left out. */
  days: number;
  /** The share of mails that are answered or bounce, each 0 to 1; both end a journey. */
  replyRate: number;
  bounceRate: number;
  /** The mails whose reasons are wanted: by their index in `sends`, counted among one lead's mails where a lead is named. */
  explain: { from: number; count: number; leadId?: string };
  calendar: Calendar;
};
