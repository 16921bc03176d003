/** What must be true before a campaign may start: each point with its state, its sentence and the link that settles it. */

import { type Calendar, createCalendar, findOpening } from "./calendar.ts";
import type { MergeProblem } from "./merge-template.ts";
import { nextInside, type SendWindow } from "./send-window.ts";

export type LaunchCheckId =
  | "has_steps"
  | "templates_valid"
  | "merge_fields_filled"
  | "has_leads"
  | "has_inbox"
  | "inboxes_active"
  | "postal_address_set"
  | "window_possible"
  | "sending_not_stopped"
  | "domains_trusted";

export type LeadMergeProblem = MergeProblem & { leadId: string; email: string; stepNo: number; variant: number };

export type LaunchCheck = {
  id: LaunchCheckId;
  /** advice: better settled, but no reason not to launch. */
  state: "ok" | "todo" | "advice";
  sentence: string;
  fix: { href: string; label: string };
  /** Only with merge_fields_filled: the first ones, and how many there are in all. */
  problems?: { items: LeadMergeProblem[]; total: number };
};

export type LaunchInbox = {
  inboxId: string;
  email: string;
  status: "active" | "paused" | "disconnected";
  timeZone: string;
  window: SendWindow;
};

export type LaunchFacts = {
  campaignId: string;
  now: Date;
  stepCount: number;
  templateErrorCount: number;
  /** Rows of lead × field × step. */
  mergeProblems: { items: LeadMergeProblem[]; total: number; leadCount: number };
  /** Leads that still wait; those that were stopped before launch do not count. */
  waitingCount: number;
  inboxes: LaunchInbox[];
  window: SendWindow;
  /** The zones in which the campaign's window is read; null stands for the inbox's own. */
  windowTimeZones: (string | null)[];
  hasPostalAddress: boolean;
  isSendingStopped: boolean;
  /** Sending domains whose SPF, DKIM or DMARC is missing or wrong. */
  doubtedDomains: string[];
};

export type WindowFacts = Pick<LaunchFacts, "now" | "inboxes" | "window" | "windowTimeZones">;

/** How many rows of lead × field are listed; the total is always given. */
export const MERGE_PROBLEMS_SHOWN = 200;

/**
 * The launch checklist.
 *
 * Shape   facts → all ten points, in the order in which people settle them
 * Rules   a campaign may be launched when no point is "todo"
 * Errors  none
 */
export function launchChecklist(facts: LaunchFacts): LaunchCheck[] {
  const page = (name: string) => `/app/campaigns/${facts.campaignId}/${name}`;
  const { stepCount, waitingCount, inboxes, mergeProblems } = facts;
  const idle = inboxes.filter((inbox) => inbox.status !== "active");
  const closed = inboxes.filter((inbox) => !meets(facts, inbox, createCalendar()));
  return [
    check(
      "has_steps",
      stepCount > 0,
      `The sequence has ${count(stepCount, "step")}.`,
      "The sequence has no steps yet.",
      page("sequence"),
      "Write the sequence",
    ),
    check(
      "templates_valid",
      facts.templateErrorCount === 0,
      "Every template can be read.",
      `${count(facts.templateErrorCount, "template")} cannot be read.`,
      page("sequence"),
      "Correct the sequence",
    ),
    {
      ...check(
        "merge_fields_filled",
        mergeProblems.total === 0,
        "Every merge field has a value for every lead.",
        `${count(mergeProblems.leadCount, "lead")} ${mergeProblems.leadCount === 1 ? "lacks" : "lack"} a value for a merge field. Fill it in, or give the field a default.`,
        page("sequence"),
        "Give defaults",
      ),
      ...(mergeProblems.total > 0 && {
        problems: { items: mergeProblems.items.slice(0, MERGE_PROBLEMS_SHOWN), total: mergeProblems.total },
      }),
    },
    check(
      "has_leads",
      waitingCount > 0,
      `${count(waitingCount, "lead")} will be written to.`,
      "No lead is in this campaign yet.",
      page("leads"),
      "Add leads",
    ),
    check(
      "has_inbox",
      inboxes.length > 0,
      `${count(inboxes.length, "inbox", "inboxes")} will send.`,
      "No inbox is chosen to send from.",
      page("settings"),
      "Choose inboxes",
    ),
    check(
      "inboxes_active",
      idle.length === 0,
      "Every chosen inbox is connected and active.",
      `${list(idle)} ${idle.length === 1 ? "is" : "are"} not active and cannot send.`,
      "/app/settings/inboxes",
      "Look at the inboxes",
    ),
    check(
      "postal_address_set",
      facts.hasPostalAddress,
      "Your postal address stands under every mail.",
      "Every mail must carry your postal address, and none is set.",
      "/app/settings/workspace",
      "Set the postal address",
    ),
    check(
      "window_possible",
      closed.length === 0,
      "The sending windows of the campaign and its inboxes overlap.",
      `The campaign's sending window and that of ${list(closed)} never overlap, so no mail could go.`,
      page("settings"),
      "Change the window",
    ),
    check(
      "sending_not_stopped",
      !facts.isSendingStopped,
      "Sending is on in this workspace.",
      "Sending is stopped for the whole workspace.",
      "/app/settings/workspace",
      "Start sending",
    ),
    adviceOnDomains(facts.doubtedDomains),
  ];
}

export function isReadyToLaunch(checks: LaunchCheck[]): boolean {
  return checks.every((item) => item.state !== "todo");
}

function adviceOnDomains(domains: string[]): LaunchCheck {
  const isOk = domains.length === 0;
  const sentence = isOk
    ? "Receivers can check where these mails come from, as far as it was looked up."
    : `Receivers cannot fully check mails from ${domains.slice(0, 3).join(", ")}: SPF, DKIM or DMARC is missing or wrong.`;
  const fix = { href: "/app/settings/inboxes", label: "Look at the inboxes" };
  return { id: "domains_trusted", state: isOk ? "ok" : "advice", sentence, fix };
}

function check(id: LaunchCheckId, isOk: boolean, ok: string, todo: string, href: string, label: string): LaunchCheck {
  return { id, state: isOk ? "ok" : "todo", sentence: isOk ? ok : todo, fix: { href, label } };
}

/** Windows that meet only after a change of the clock months away are no plan to launch with. */
const WITHIN_MS = 15 * 86_400_000;

/** True when the campaign's window and that of each inbox have a moment in common, in every zone it is read in. */
export function isWindowPossible(facts: WindowFacts): boolean {
  const calendar = createCalendar();
  return facts.inboxes.every((inbox) => meets(facts, inbox, calendar));
}

function meets(facts: WindowFacts, inbox: LaunchInbox, calendar: Calendar): boolean {
  const { window, timeZone } = inbox;
  const own = findOpening(calendar, { window, timeZone, holidayCountry: null });
  return facts.windowTimeZones.every((zone) => {
    const theirs = findOpening(calendar, { window: facts.window, timeZone: zone ?? timeZone, holidayCountry: null });
    return nextInside(theirs, own, facts.now.getTime()) <= facts.now.getTime() + WITHIN_MS;
  });
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function list(inboxes: LaunchInbox[]): string {
  const names = inboxes.slice(0, 3).map((inbox) => inbox.email);
  return inboxes.length > 3 ? `${names.join(", ")} and ${inboxes.length - 3} more` : names.join(", ");
}
