/**
 * The queue that a turn works off. While every mail leaves as planned the plan goes on from what it knows; whatever could make
 * it untrue (a mail that did not leave, a next step due at once, a company that is full, the heads of a lane used up, time)
 * has it laid out anew. What may leave is decided by the preflight in any case, from the rows as they are then.
 */
import { getInboxFacts, getWorkspaceFacts, listSendableJobs } from "../../../db/queries/send-facts.ts";
import { listFullCompanies } from "../../../db/queries/send-load.ts";
import type { Scope } from "../../../db/scope.ts";
import type { Calendar } from "../../domain/calendar.ts";
import type { Hold, Slot } from "../../domain/inbox-queue.ts";
import type { InboxFacts } from "../../domain/send-facts.ts";
import { layOutQueue } from "./lay-out-queue.server.ts";

/** Looked at of each lane: of an inbox that rests after a mail few, for its next turn plans anew. */
const HEADS_WITH_GAP = 5;
const HEADS_WITHOUT_GAP = 50;
/** Real time; so long a plan may run on without a look at what people changed meanwhile. */
const GOOD_FOR_MS = 2_000;

export type TurnPlace = { inboxId: string; passed: Set<string>; isReadable: boolean; calendar: Calendar };

export type TurnQueue = {
  inbox: InboxFacts;
  holds: Hold[];
  /** The next mail with its time; undefined when none of those looked at can go. */
  next(): Slot | undefined;
  /** Whether the plan holds after this mail left. */
  holdsAfter(slot: Slot, nextDueAt: Date | null): boolean;
};

export async function openTurnQueue(scope: Scope, now: Date, turn: TurnPlace): Promise<TurnQueue> {
  const loadedAt = performance.now();
  const [workspace, inbox] = await Promise.all([getWorkspaceFacts(scope), getInboxFacts(scope, turn.inboxId)]);
  const fullCompanies = await listFullCompanies(scope, workspace, now);
  const hasGap = inbox.minGapSeconds > 0 || inbox.ceilingPerMinute !== null;
  const perLane = hasGap ? HEADS_WITH_GAP : HEADS_WITHOUT_GAP;
  const jobs = await listSendableJobs(scope, turn.inboxId, now, { perLane, except: [...turn.passed], fullCompanies });
  const open = jobs.filter(({ job }) => turn.isReadable || !job.isFollowUp);
  const { calendar } = turn;
  const { holds, slots } = await layOutQueue(scope, { now, workspace, inbox, jobs: open, calendar });
  const companies = new Set<string>();
  let leftCount = 0;
  return {
    inbox,
    holds,
    next: () => slots.next().value ?? undefined,
    holdsAfter({ queued: { job } }, nextDueAt) {
      leftCount++;
      const isCounted = workspace.companySpread !== null && job.companyDomain !== null;
      const isSameCompany = isCounted && companies.has(job.companyDomain ?? "");
      if (isCounted && job.companyDomain) companies.add(job.companyDomain);
      const isDueNow = nextDueAt !== null && nextDueAt <= now;
      const isUsedUp = leftCount >= perLane;
      return !hasGap && !isSameCompany && !isDueNow && !isUsedUp && performance.now() - loadedAt < GOOD_FOR_MS;
    },
  };
}
