/**
 * The tick's decisions: every inbox with mail due is decided once, by few statements over all of them. Each stage looks only
 * at what the one before left open: the inbox alone, its mail that is due longest, the heads of all its lanes.
 */

import { completeLoads } from "../../../db/queries/send-load.ts";
import {
  type CompanyDay,
  type InboxShare,
  listCompanyLoads,
  listFirstDueJobs,
  listFullCompaniesOf,
  listLaneHeads,
  listSendingInboxes,
  type SendingInbox,
} from "../../../db/queries/system/send-heads.ts";
import { type SystemScope, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type Calendar, createCalendar } from "../../domain/calendar.ts";
import { decideInbox, type InboxDecision, inboxOpensAt } from "../../domain/decide-inbox.ts";
import { groupBy } from "../../domain/group-by.ts";
import { NOTHING_SENT, restEndMs } from "../../domain/inbox-load.ts";
import type { QueuedJob } from "../../domain/inbox-queue.ts";
import type { CompanyLoads, InboxLoad } from "../../domain/send-facts.ts";
import { localDayOf } from "../../domain/zone-time.ts";

export type DecidedInbox = { workspaceId: string; inboxId: string; decision: InboxDecision };
type Candidate = SendingInbox & { inboxId: string; load: InboxLoad };
type Tick = { scope: SystemScope; now: Date; calendar: Calendar; days: Map<string, string> };

const NO_LOADS: CompanyLoads = new Map();

/** Looked at side by side: the database has more than one core, and reads while the other part is decided. */
const PARTS = [0, 1];

/** Shape   → one decision per inbox that may send and has mail due. */
export async function decideInboxes(app: Pick<AppContext, "db" | "clock">): Promise<DecidedInbox[]> {
  const tick: Tick = {
    scope: systemScope(app.db),
    now: await app.clock.now(),
    calendar: createCalendar(),
    days: new Map(),
  };
  const decided = await Promise.all(PARTS.map((part) => decidePart(tick, { part, of: PARTS.length })));
  return decided.flat();
}

async function decidePart(tick: Tick, share: InboxShare): Promise<DecidedInbox[]> {
  const sending = await listSendingInboxes(tick.scope, tick.now, share);
  const decided = new Map<string, InboxDecision>();
  const rested = sending.filter((one) => !decideAtOnce(tick, one, decided));
  const loads = await completeLoads(tick.scope, rested, tick.now, "first_slot");
  const free: Candidate[] = [];
  for (const one of rested) {
    const { inboxId } = one.inbox;
    const load = loads.get(inboxId) ?? NOTHING_SENT;
    const opensAt = inboxOpensAt({ ...tick, inbox: one.inbox, load });
    if (opensAt === null) decided.set(inboxId, { kind: "none" });
    else if (opensAt > tick.now) decided.set(inboxId, { kind: "wait", until: opensAt });
    else free.push({ ...one, inboxId, load });
  }
  const [first, full] = await Promise.all([
    listFirstDueJobs(tick.scope, free, tick.now),
    listFullCompaniesOf(tick.scope, companyLimits(tick, free)),
  ]);
  await decideBy(tick, free, first, decided);
  const open = free.filter(({ inboxId }) => decided.get(inboxId)?.kind !== "send");
  if (open.length > 0) {
    // The heads of all lanes, each company that is full today in lanes of its own.
    await decideBy(tick, open, await listLaneHeads(tick.scope, open, tick.now, full), decided);
  }
  return sending.map(({ workspaceId, inbox: { inboxId } }) => ({
    workspaceId,
    inboxId,
    decision: decided.get(inboxId) ?? { kind: "none" },
  }));
}

/** A Message-ID to be looked up wants a turn; an inbox that rests has none, whatever else is to be said. */
function decideAtOnce(
  tick: Tick,
  { inbox, near, isUnnamed }: SendingInbox,
  decided: Map<string, InboxDecision>,
): boolean {
  const restsUntil = restEndMs(inbox, { lastSlotAt: near.last_slot_at, lastSlotHash: near.last_slot_hash });
  if (isUnnamed) decided.set(inbox.inboxId, { kind: "send" });
  else if (restsUntil > tick.now.getTime()) decided.set(inbox.inboxId, { kind: "wait", until: new Date(restsUntil) });
  else return false;
  return true;
}

async function decideBy(
  tick: Tick,
  inboxes: Candidate[],
  jobs: QueuedJob[],
  decided: Map<string, InboxDecision>,
): Promise<void> {
  const byInbox = groupBy(jobs, (queued) => queued.inboxId);
  const companies = await listCompanyLoads(
    tick.scope,
    inboxes.flatMap((one) => companyDays(tick, one, byInbox.get(one.inboxId))),
  );
  for (const { workspaceId, workspace, inboxId, inbox, load } of inboxes) {
    const plan = { ...tick, workspace, inbox, load, companies: companies.get(workspaceId) ?? NO_LOADS };
    decided.set(inboxId, decideInbox({ ...plan, jobs: byInbox.get(inboxId) ?? [] }));
  }
}

function companyDays(tick: Tick, { workspaceId, workspace }: Candidate, jobs: QueuedJob[] = []): CompanyDay[] {
  if (workspace.companySpread === null) return [];
  const on = dayOf(tick, workspace.timeZone);
  return [...new Set(jobs.flatMap(({ job }) => job.companyDomain ?? []))].map((domain) => ({
    workspaceId,
    domain,
    on,
  }));
}

function companyLimits(tick: Tick, inboxes: Candidate[]): { workspaceId: string; on: string; spread: number }[] {
  const limits = new Map<string, { workspaceId: string; on: string; spread: number }>();
  for (const { workspaceId, workspace } of inboxes) {
    const { companySpread: spread, timeZone } = workspace;
    if (spread !== null) limits.set(workspaceId, { workspaceId, on: dayOf(tick, timeZone), spread });
  }
  return [...limits.values()];
}

function dayOf({ days, now }: Tick, timeZone: string): string {
  let on = days.get(timeZone);
  if (on === undefined) {
    on = localDayOf(now, timeZone);
    days.set(timeZone, on);
  }
  return on;
}
