/** An inbox's queue as the send plan lays it out now: what the tick, the explanations and the log of moved times share. */
import { getInboxFacts, getWorkspaceFacts, listQueueHeads } from "../../../db/queries/send-facts.ts";
import { getCompanyLoads, getInboxLoad } from "../../../db/queries/send-load.ts";
import type { Scope } from "../../../db/scope.ts";
import { type Calendar, createCalendar } from "../../domain/calendar.ts";
import { planQueue, type QueuedJob } from "../../domain/inbox-queue.ts";
import type { InboxFacts, WorkspaceFacts } from "../../domain/send-facts.ts";

export type LayOut = {
  now: Date;
  workspace: WorkspaceFacts;
  inbox: InboxFacts;
  jobs: QueuedJob[];
  calendar?: Calendar;
};

/** Loads what the mails share (the inbox's load, their companies') and plans them. */
export async function layOutQueue(scope: Scope, { now, workspace, inbox, jobs, calendar }: LayOut) {
  const domains = jobs.map(({ job }) => job.companyDomain);
  const [load, companies] = await Promise.all([
    getInboxLoad(scope, inbox, now),
    getCompanyLoads(scope, { workspace, domains, now }),
  ]);
  return planQueue({ now, workspace, inbox, load, companies, jobs, calendar: calendar ?? createCalendar() });
}

/** The next planned mails of an inbox with their times, at most `limit`; `asIf` some of its facts were others. */
export async function listPlannedTimes(
  scope: Scope,
  question: { inboxId: string; now: Date; limit: number; asIf?: Partial<InboxFacts> },
): Promise<Map<string, Date>> {
  const { now, limit } = question;
  const workspace = await getWorkspaceFacts(scope);
  const inbox = { ...(await getInboxFacts(scope, question.inboxId)), ...question.asIf };
  const jobs = await listQueueHeads(scope, inbox.inboxId, limit);
  const { slots } = await layOutQueue(scope, { now, workspace, inbox, jobs });
  return new Map([...slots].map((slot) => [slot.queued.job.sendJobId, slot.at]));
}
