/** A plan's reasons in words, written only when somebody reads them. The rules themselves speak in instants. */
import { gapSecondsOf } from "./inbox-load.ts";
import type { CampaignFacts, InboxFacts, JobFacts, Reason, Rule } from "./send-facts.ts";
import { type GateQuestion, gateReasons } from "./send-gates.ts";
import type { Trace } from "./send-limits.ts";

type Words = (question: GateQuestion, cap: number | undefined) => string;

const WORDS: Partial<Record<Rule, Words>> = {
  due: ({ job }) => dueWords(job),
  window: ({ campaign, inbox, job }) => `the ${windowWords(campaign, inbox, job)}`,
  holiday: ({ inbox, job }) =>
    `the day before is a public holiday in ${job.leadCountry ?? inbox.country ?? "the country"}`,
  throttle: ({ inbox }) => inbox.blockedReason ?? "the provider asked to wait",
  gap: ({ inbox }) => `${inbox.email} keeps at least ${gapSecondsOf(inbox)} s between two mails`,
  cap: ({ inbox }, cap = inbox.capPerDay) => capWords(inbox, cap),
  ceiling: ({ inbox }) => `the provider allows ${inbox.ceilingPer24h} mails in 24 hours`,
  company_spread: ({ workspace, job }) =>
    `at most ${workspace.companySpread} mails a day go to people of ${job.companyDomain ?? "one company"}`,
};

/** The rules that moved the mail, the decisive one first, then the gates it passed. */
export function traceReasons(trace: Trace, question: GateQuestion): Reason[] {
  const moved = [...trace].map(([rule, { untilMs, cap }]): Reason => {
    const words = WORDS[rule];
    return { rule, ok: false, detail: words ? words(question, cap) : rule, until: new Date(untilMs) };
  });
  return [...moved.reverse(), ...gateReasons(question)];
}

export function neverMeetReasons(question: GateQuestion): Reason[] {
  const { campaign, inbox, job } = question;
  const own = `the window of ${inbox.email}, ${inbox.window.start}–${inbox.window.end} ${inbox.timeZone}`;
  const detail = `The ${windowWords(campaign, inbox, job)}, and ${own}: they never meet. Change one of them.`;
  return [{ rule: "window", ok: false, detail }, ...gateReasons(question)];
}

function dueWords(job: JobFacts): string {
  if (job.retryAt && job.retryAt > job.dueAt) return "it was put off and is tried again then";
  if (job.isFollowUp) return "the wait after the mail before is over then";
  return "it was planned for then";
}

function windowWords(campaign: CampaignFacts, inbox: InboxFacts, job: JobFacts): string {
  const isLeads = campaign.timeZoneMode === "lead" && job.leadTimeZone !== null;
  const zone = isLeads ? job.leadTimeZone : (campaign.timeZone ?? inbox.timeZone);
  const source = isLeads ? `, the lead's zone (${job.leadTimeZoneSource ?? "given"})` : "";
  return `sending window is ${campaign.window.start}–${campaign.window.end} ${zone}${source}`;
}

function capWords(inbox: InboxFacts, cap: number): string {
  const ramp = cap < inbox.capPerDay ? `; it grows to ${inbox.capPerDay} with each day that sends` : "";
  return `${inbox.email} has its ${cap} mails of that day${ramp}`;
}
