/**
 * When may this mail go? One pure function for the live tick, the preflight, the explanation and the preview.
 * Held: a person has to do something. Otherwise: the earliest instant at which every rule of design.md 6 holds.
 */
import { type Calendar, clockOf, findOpening } from "./calendar.ts";
import { findCompany, openCompanyBook } from "./company-spread.ts";
import { openInbox } from "./inbox-load.ts";
import type {
  CampaignFacts,
  CompanyLoads,
  InboxFacts,
  InboxLoad,
  JobFacts,
  Reason,
  WorkspaceFacts,
} from "./send-facts.ts";
import { areGatesOpen, gateReasons } from "./send-gates.ts";
import { earliestSlot, note, type Trace } from "./send-limits.ts";
import { neverMeetReasons, traceReasons } from "./send-reasons.ts";
import type { Opening } from "./send-window.ts";

export type SendDecision = { kind: "send"; at: Date; reasons: Reason[] } | { kind: "hold"; reasons: Reason[] };

export type SendQuestion = {
  now: Date;
  workspace: WorkspaceFacts;
  campaign: CampaignFacts;
  inbox: InboxFacts;
  load: InboxLoad;
  companies: CompanyLoads;
  job: JobFacts;
  calendar: Calendar;
};

/**
 * Decides about one mail on its own: held, or the earliest instant it may leave.
 *
 * Shape   facts → {send, at ≥ now} or {hold}, each with every rule that had a say, decisive ones first
 * Rules   pure and total; the same facts give the same answer; `at` satisfies all rules given the load
 * Source  design.md 6
 */
export function planSend(question: SendQuestion): SendDecision {
  const { now, workspace, inbox, load, job, calendar, companies } = question;
  if (!areGatesOpen(question)) return { kind: "hold", reasons: gateReasons(question) };
  const nowMs = now.getTime();
  const book = openCompanyBook(clockOf(calendar, workspace.timeZone), workspace.companySpread, companies);
  const trace: Trace = new Map();
  const readyMs = readyFrom(job);
  if (readyMs > nowMs) note(trace, "due", readyMs);
  const slot = {
    windows: windowsOf(question),
    inbox: openInbox(inbox, load, clockOf(calendar, inbox.timeZone), nowMs),
    book,
    company: findCompany(book, job.companyDomain),
  };
  const atMs = earliestSlot(slot, Math.max(nowMs, readyMs), trace);
  if (atMs === Number.POSITIVE_INFINITY) return { kind: "hold", reasons: neverMeetReasons(question) };
  return { kind: "send", at: new Date(atMs), reasons: traceReasons(trace, question) };
}

/** Not before this instant, as far as the mail itself is concerned. */
export function readyFrom({ dueAt, retryAt }: Pick<JobFacts, "dueAt" | "retryAt">): number {
  return Math.max(dueAt.getTime(), retryAt?.getTime() ?? Number.NEGATIVE_INFINITY);
}

/** The campaign's window, closed on holidays if asked for, in the lead's zone if asked for and known; and the inbox's own. */
export function windowsOf(question: {
  campaign: CampaignFacts;
  inbox: InboxFacts;
  job: JobFacts;
  calendar: Calendar;
}): [Opening, Opening] {
  const { campaign, inbox, job, calendar } = question;
  return [
    findOpening(calendar, {
      window: campaign.window,
      timeZone: campaignZone(campaign, inbox, job),
      holidayCountry: campaign.followHolidays ? (job.leadCountry ?? inbox.country) : null,
    }),
    findOpening(calendar, { window: inbox.window, timeZone: inbox.timeZone, holidayCountry: null }),
  ];
}

function campaignZone(campaign: CampaignFacts, inbox: InboxFacts, job: JobFacts): string {
  if (campaign.timeZoneMode === "lead" && job.leadTimeZone) return job.leadTimeZone;
  return campaign.timeZone ?? inbox.timeZone;
}
