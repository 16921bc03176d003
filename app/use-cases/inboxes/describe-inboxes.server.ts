/** Adds to inboxes what they may send today and how they stand. */
import { type InboxLimits, listEvidence, listInboxLimits } from "../../../db/queries/inbox-evidence.ts";
import { type Inbox, listInboxDays } from "../../../db/queries/inboxes.ts";
import type { Scope } from "../../../db/scope.ts";
import { rampDay } from "../../domain/inbox-health.ts";
import { describeInbox, type InboxState } from "../../domain/inbox-state.ts";
import { effectiveCap } from "../../domain/provider-limits.ts";

/** `capToday`: after the ramp. */
export type DescribedInbox = Inbox & { sentToday: number; capToday: number; state: InboxState };

export async function describeInboxes(scope: Scope, inboxes: Inbox[], now: Date): Promise<DescribedInbox[]> {
  const [days, limits, evidence] = await Promise.all([
    listInboxDays(scope, now),
    listInboxLimits(scope, now),
    listEvidence(scope, now),
  ]);
  return inboxes.map((inbox) => {
    const { inboxId, ramp, capPerDay } = inbox;
    const limit = limits.get(inboxId);
    const position = limit ? rampDay(limit) : 0;
    const today = { sentToday: days.get(inboxId)?.sentToday ?? 0, capToday: effectiveCap(capPerDay, ramp, position) };
    const state = describeInbox({
      ...inbox,
      ...today,
      ...blockOf(limit),
      now,
      rampDay: today.capToday < capPerDay ? position + 1 : null,
      evidence: evidence.get(inboxId) ?? { sent: 0, bounced: 0, complained: 0 },
    });
    return { ...inbox, ...today, state };
  });
}

function blockOf(limit: InboxLimits | undefined) {
  return { blockedUntil: limit?.blockedUntil ?? null, blockedReason: limit?.blockedReason ?? null };
}
