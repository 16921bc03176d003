/**
 * prepared → sending: every rule again, in one transaction that holds the rows a person could change meanwhile,
 * and the day's slot reserved. Whoever pauses, suppresses or stops touches one of these rows, so nothing slips between.
 */
import { recordDeferral } from "../../../db/queries/plan-changes.ts";
import { findQueuedJob } from "../../../db/queries/send-facts.ts";
import { type ClaimedJob, moveSendJob } from "../../../db/queries/send-jobs.ts";
import { countDaysWithSends, getCompanyLoads, getInboxLoad } from "../../../db/queries/send-load.ts";
import {
  clearWithSlot,
  lockInboxDay,
  lockMail,
  lockSendingParents,
  releaseSlot,
} from "../../../db/queries/send-preflight.ts";
import { inTransaction, type TransactionScope } from "../../../db/scope.ts";
import { createCalendar } from "../../domain/calendar.ts";
import { leadHashOf, NOTHING_SENT, quarterOf, slotHash } from "../../domain/inbox-load.ts";
import { effectiveCap } from "../../domain/provider-limits.ts";
import type { InboxFacts, Reason, WorkspaceFacts } from "../../domain/send-facts.ts";
import { replySafety } from "../../domain/send-gates.ts";
import { planSend } from "../../domain/send-plan.ts";
import { localDayOf } from "../../domain/zone-time.ts";
import type { DeliveryOutcome, SendingStep } from "./sending-step.ts";
import { withdrawDraft } from "./withdraw-draft.server.ts";

export type PreflightOutcome = DeliveryOutcome | { outcome: "cleared"; job: ClaimedJob };

type Verdict =
  | { kind: "cleared"; job: ClaimedJob }
  | { kind: "lost" }
  | { kind: "later"; at: Date | null; reason: string }
  | { kind: "never"; reason: string };

export async function preflightMail(step: SendingStep): Promise<PreflightOutcome> {
  const { app, scope, job } = step;
  const now = await app.clock.now();
  const { freshnessMs } = app.config.intervals;
  const verdict = await inTransaction(scope, (scope) => judge(scope, job, now, freshnessMs));
  switch (verdict.kind) {
    case "cleared":
      return { outcome: "cleared", job: verdict.job };
    case "lost":
      return withdrawDraft(step, { reason: "the mail was taken back", isOwned: false });
    case "never":
      return withdrawDraft(step, { reason: verdict.reason, isOwned: true });
    case "later":
      return { outcome: "deferred", reason: verdict.reason };
  }
}

async function judge(scope: TransactionScope, job: ClaimedJob, now: Date, freshWithinMs: number): Promise<Verdict> {
  const { workspace, inbox, companyDomain } = await lockSendingParents(scope, job);
  const { inboxId, usageOn, usageQuarterAt } = job;
  const localOn = localDayOf(now, inbox.timeZone);
  const daysWithSends = inbox.ramp === null ? 0 : await countDaysWithSends(scope, inbox, now);
  const day = { inboxId, localOn, cap: effectiveCap(inbox.capPerDay, inbox.ramp, daysWithSends) };
  const kept = usageOn && usageQuarterAt ? { inboxId, localOn: usageOn, quarterAt: usageQuarterAt } : null;
  // A reserved slot lasts for its own day: on another one the mail counts anew. Both days are locked in order.
  if (kept && kept.localOn !== localOn)
    for (const on of [kept.localOn, localOn].sort()) await lockInboxDay(scope, { ...day, localOn: on });
  const isSequence = job.kind === "sequence";
  const company =
    isSequence && companyDomain ? { domain: companyDomain, on: localDayOf(now, workspace.timeZone) } : null;
  const owned = await lockMail(scope, { ...job, day, companyDomain: company?.domain ?? null }, freshWithinMs);
  if (!owned) return { kind: "lost" };
  const hasSlot = owned.hasReservation && kept?.localOn === localOn;
  if (owned.hasReservation && kept && !hasSlot) await releaseSlot(scope, kept);
  const refusal = isSequence
    ? await refuse(scope, job, { workspace, inbox }, now, { ...owned, hasSlot })
    : refuseAnswer(workspace, inbox, now);
  if (refusal) {
    // The draft is still there, so nothing left: the slot is another mail's.
    if (hasSlot && kept) await releaseSlot(scope, kept);
    if (refusal.kind === "later") await defer(scope, job, refusal, now);
    else await forgetSlot(scope, job);
    return refusal;
  }
  if (hasSlot && kept) {
    const slot = { usage_on: localOn, usage_quarter_at: kept.quarterAt, reason: null, reason_detail: null };
    const counted = { ...slot, company_domain: company?.domain ?? null, company_on: company?.on ?? null };
    const move = { sendJobId: job.sendJobId, fence: job.fence, from: "prepared", to: "sending" } as const;
    await moveSendJob(scope, move, { ...counted, retry_at: null }, { isUnposted: true, keepLease: true });
    return { kind: "cleared", job: { ...job, status: "sending" } };
  }
  const quarterAt = quarterOf(now);
  const hash = slotHash(leadHashOf(job.campaignLeadId ?? job.sendJobId), job.stepNo ?? 0);
  const slot = { inboxId, localOn, quarterAt, at: now, hash };
  if (await clearWithSlot(scope, { ...job, isCapped: isSequence }, slot, company))
    return { kind: "cleared", job: { ...job, status: "sending", usageOn: localOn, usageQuarterAt: quarterAt } };
  const full = { at: null, reason: "the day's mails are used up" };
  await defer(scope, job, full, now);
  return { kind: "later", ...full };
}

type Refusal = { kind: "later"; at: Date | null; reason: string } | { kind: "never"; reason: string };

async function refuse(
  scope: TransactionScope,
  job: ClaimedJob,
  { workspace, inbox }: { workspace: WorkspaceFacts; inbox: InboxFacts },
  now: Date,
  owned: { isFresh: boolean; hasSlot: boolean },
): Promise<Refusal | null> {
  const queued = await findQueuedJob(scope, job.sendJobId);
  if (!queued) return { kind: "never", reason: "the journey is gone" };
  // A mail whose slot is reserved already is not counted against itself.
  const load = owned.hasSlot ? NOTHING_SENT : await getInboxLoad(scope, inbox, now, "first_slot");
  const domains = [queued.job.companyDomain];
  const companies = await getCompanyLoads(scope, { workspace, domains, now, exceptJobId: job.sendJobId });
  const decision = planSend({ now, workspace, inbox, load, companies, calendar: createCalendar(), ...queued });
  if (decision.kind === "hold") return held(decision.reasons);
  if (decision.at > now)
    return { kind: "later", at: decision.at, reason: decision.reasons[0]?.detail ?? "not due yet" };
  const safety = replySafety({ inbox, now, job: queued.job });
  if (!safety.ok) return { kind: "later", at: null, reason: safety.detail };
  if (queued.job.isFollowUp && !owned.isFresh)
    return { kind: "later", at: null, reason: "the thread was not read just now" };
  return null;
}

/** A stop by the lead's own doing is final; a pause or a broken inbox only waits. */
function held(reasons: Reason[]): Refusal {
  const first = reasons.find((reason) => !reason.ok);
  const detail = first?.detail ?? "held";
  if (first?.rule === "not_suppressed") return { kind: "never", reason: detail };
  return { kind: "later", at: null, reason: detail };
}

/** An answer by hand passes window, gap and cap, but no stop and no throttle. */
function refuseAnswer({ sendingStoppedAt }: WorkspaceFacts, inbox: InboxFacts, now: Date): Refusal | null {
  if (sendingStoppedAt)
    return { kind: "later", at: null, reason: "All sending is stopped. Start it again in Settings." };
  if (inbox.status !== "active") return { kind: "later", at: null, reason: `Inbox ${inbox.email} is ${inbox.status}.` };
  if (inbox.blockedUntil && inbox.blockedUntil > now)
    return { kind: "later", at: inbox.blockedUntil, reason: inbox.blockedReason ?? "the provider asked to wait" };
  return null;
}

/** The draft stays; the row says why it did not leave. */
async function defer(
  scope: TransactionScope,
  job: ClaimedJob,
  later: { at: Date | null; reason: string },
  now: Date,
): Promise<void> {
  if (later.at)
    await recordDeferral(scope, { sendJobId: job.sendJobId, newAt: later.at, reason: later.reason, at: now });
  await moveSendJob(
    scope,
    { sendJobId: job.sendJobId, fence: job.fence, from: "prepared", to: "prepared" },
    { retry_at: later.at, reason: "deferred", reason_detail: later.reason, usage_on: null, usage_quarter_at: null },
  );
}

/** In the transaction that gives the slot back, so that it is never given back twice. */
async function forgetSlot(scope: TransactionScope, job: ClaimedJob): Promise<void> {
  const move = { sendJobId: job.sendJobId, fence: job.fence, from: "prepared", to: "prepared" } as const;
  await moveSendJob(scope, move, { usage_on: null, usage_quarter_at: null }, { keepLease: true });
}
