/**
 * The tick's decisions: every inbox with mail due is decided once, by few statements over all of them. Each stage looks only
 * at what the one before left open: the inbox alone, its mail that is due longest, the heads of all its lanes.
 */

import { completeLoads } from "../../../db/queries/send-load.ts";
import {
  type CompanyDay,
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
import type { QueuedJob } from "../../domain/inbox-queue.ts";
import type { CompanyLoads, InboxLoad } from "../../domain/send-facts.ts";
import { localDayOf } from "../../domain/zone-time.ts";

export type DecidedInbox = { workspaceId: string; inboxId: string; decision: InboxDecision };
type Candidate = SendingInbox & { inboxId: string; load: InboxLoad };
type Tick = { scope: SystemScope; now: Date; calendar: Calendar; days: Map<string, string> };

const NO_LOADS: CompanyLoads = new Map();

/** Shape   → one decision per inbox that may send and has mail due. */
export async function decideInboxes(app: Pick<AppContext, "db" | "clock">): Promise<DecidedInbox[]> {
  const tick: Tick = {
    scope: systemScope(app.db),
    now: await app.clock.now(),
    calendar: createCalendar(),
    days: new Map(),
  };
  const sending = await listSendingInboxes(tick.scope, tick.now);
  const loads = await completeLoads(tick.scope, sending, tick.now, "first_slot");
  const decided = new Map<string, InboxDecision>();
  const free: Candidate[] = [];
  for (const one of sending) {
    const { inboxId } = one.inbox;
    const load = loads.get(inboxId);
    if (one.isUnnamed || !load) decided.set(inboxId, { kind: "send" });
    else {
      const opensAt = inboxOpensAt({ ...tick, inbox: one.inbox, load });
      if (opensAt === null) decided.set(inboxId, { kind: "none" });
      else if (opensAt > tick.now) decided.set(inboxId, { kind: "wait", until: opensAt });
      else free.push({ ...one, inboxId, load });
    }
  }
  const first = await listFirstDueJobs(tick.scope, free, tick.now);
  await decideBy(tick, free, first, decided);
  const open = free.filter(({ inboxId }) => decided.get(inboxId)?.kind !== "send");
  if (open.length > 0) await decideBy(tick, open, await lanesOf(tick, open), decided);
  return sending.map(({ workspaceId, inbox: { inboxId } }) => ({
    workspaceId,
    inboxId,
    decision: decided.get(inboxId) ?? { kind: "none" },
  }));
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

/** The heads of all lanes, each company that is full today in lanes of its own. */
async function lanesOf(tick: Tick, inboxes: Candidate[]): Promise<QueuedJob[]> {
  const days = new Map<string, { workspaceId: string; on: string; spread: number }>();
  for (const { workspaceId, workspace } of inboxes) {
    const { companySpread: spread, timeZone } = workspace;
    if (spread !== null) days.set(workspaceId, { workspaceId, on: dayOf(tick, timeZone), spread });
  }
  const full = await listFullCompaniesOf(tick.scope, [...days.values()]);
  return listLaneHeads(tick.scope, inboxes, tick.now, full);
}

function dayOf({ days, now }: Tick, timeZone: string): string {
  let on = days.get(timeZone);
  if (on === undefined) {
    on = localDayOf(now, timeZone);
    days.set(timeZone, on);
  }
  return on;
}
