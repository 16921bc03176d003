/** What stands before a lead, in one sentence and all its reasons. The only place where such sentences are made. */

import type { Slot } from "./inbox-queue.ts";
import type { InboxFacts, Reason } from "./send-facts.ts";

export type Explanation = {
  decision: "send" | "hold" | "done";
  at: Date | null;
  inboxId: string | null;
  step: number | null;
  sentence: string;
  reasons: Reason[];
};

/** A mail that has a slot. `slot` null: it stands behind more mails than the plan looks at. */
export function explainSlot(slot: Slot | null, stepNo: number, inbox: InboxFacts): Explanation {
  const base = { decision: "send" as const, inboxId: inbox.inboxId, step: stepNo };
  if (!slot) {
    const sentence = `Next: step ${stepNo} from ${inbox.email}, behind many other mails of this inbox.`;
    return {
      ...base,
      at: null,
      sentence,
      reasons: [{ rule: "cap", ok: false, detail: "other mails of this inbox go first" }],
    };
  }
  const decisive = slot.reasons.find((reason) => !reason.ok);
  const why = decisive ? `, because ${lowerFirst(decisive.detail)}` : ", as soon as possible";
  const sentence = `Next: step ${stepNo} on ${localWords(slot.at, inbox.timeZone)} from ${inbox.email}${why}.`;
  return { ...base, at: slot.at, sentence, reasons: slot.reasons };
}

export function explainHold(reasons: Reason[], stepNo: number, inboxId: string | null): Explanation {
  const first = reasons.find((reason) => !reason.ok);
  const sentence = `Held at step ${stepNo}: ${first?.detail ?? "a rule holds it"}`;
  return { decision: "hold", at: null, inboxId, step: stepNo, sentence, reasons };
}

const ENDS: Record<string, string> = {
  replied: "Done: the lead answered",
  bounced: "Done: the address does not take mail",
  unsubscribed: "Done: the lead unsubscribed",
  completed: "Done: every step was sent",
  stopped: "Done: stopped",
};

export function explainEnd(status: string, reason: string | null): Explanation {
  const sentence = reason ? `Done: ${lowerFirst(reason.replace(/\.$/, ""))}.` : `${ENDS[status] ?? `Done: ${status}`}.`;
  return { decision: "done", at: null, inboxId: null, step: null, sentence, reasons: [] };
}

export function explainNotStarted(campaignStatus: string): Explanation {
  const detail =
    campaignStatus === "draft" ? "The campaign is a draft. Launch it to start." : `The campaign is ${campaignStatus}.`;
  return {
    decision: "hold",
    at: null,
    inboxId: null,
    step: null,
    sentence: `Held: ${detail}`,
    reasons: [{ rule: "campaign_active", ok: false, detail }],
  };
}

/** "Tue 24 Nov, 09:14 Europe/Berlin". */
export function localWords(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")}, ${part("hour")}:${part("minute")} ${timeZone}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
