/** Plain facts for tests of the plan: one inbox in Berlin that may always send, one campaign on weekdays, one first mail. */
import type { CampaignFacts, InboxFacts, InboxLoad, JobFacts, WorkspaceFacts } from "../../app/domain/send-facts.ts";

export const weekdays = { days: [1, 2, 3, 4, 5], start: "09:00", end: "17:00" };
export const always = { days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "24:00" };

export const workspace: WorkspaceFacts = { sendingStoppedAt: null, timeZone: "Europe/Berlin", companySpread: null };

export const inbox: InboxFacts = {
  inboxId: "inbox",
  email: "ana@acme.test",
  status: "active",
  statusReason: null,
  timeZone: "Europe/Berlin",
  country: null,
  window: always,
  capPerDay: 30,
  ramp: null,
  rampDaysBack: 0,
  minGapSeconds: 0,
  ceilingPer24h: 2000,
  ceilingPerMinute: null,
  lastSyncedAt: null,
  blockedUntil: null,
  blockedReason: null,
};

export const campaign: CampaignFacts = {
  campaignId: "c",
  name: "Spring",
  status: "active",
  window: weekdays,
  timeZone: null,
  timeZoneMode: "inbox",
  followHolidays: true,
};

export const job: JobFacts = {
  sendJobId: "job",
  campaignLeadId: "lead",
  stepNo: 1,
  isFollowUp: false,
  status: "scheduled",
  holdReason: null,
  dueAt: new Date("2026-11-24T08:00:00Z"),
  retryAt: null,
  leadStatus: "waiting",
  isLeadPaused: false,
  suppressedBy: null,
  leadTimeZone: null,
  leadTimeZoneSource: null,
  leadCountry: null,
  companyDomain: null,
  previousSentAt: null,
  hasPreviousIds: true,
};

export const empty: InboxLoad = {
  days: new Map(),
  daysWithSends: 0,
  quarters: [],
  lastSlotAt: null,
  lastSlotHash: null,
};
