/** Why: built from the tick's own input loader and the send plan, so that what is said is what will be done. */
import { listJourneyEnds } from "../../../db/queries/journey-ends.ts";
import { getWorkspaceFacts, listInboxFacts, listJourneyJobs, listQueueHeads } from "../../../db/queries/send-facts.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import {
  type Explanation,
  explainEnd,
  explainHold,
  explainNotStarted,
  explainSlot,
} from "../../domain/explain-journey.ts";
import type { QueuedJob } from "../../domain/inbox-queue.ts";
import type { InboxFacts, WorkspaceFacts } from "../../domain/send-facts.ts";
import { layOutQueue } from "./lay-out-queue.server.ts";

/** A queue is laid out this far; who stands behind is told so. */
const SLOTS_AHEAD = 2_000;

export async function explainJourneys(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; campaignLeadIds: string[] },
): Promise<Map<string, Explanation>> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const [now, ends, jobs, workspace] = await Promise.all([
    app.clock.now(),
    listJourneyEnds(scope, input),
    listJourneyJobs(scope, input.campaignLeadIds),
    getWorkspaceFacts(scope),
  ]);
  const explanations = new Map<string, Explanation>();
  for (const end of ends) {
    const explanation =
      end.status === "waiting" ? explainNotStarted(end.campaignStatus) : explainEnd(end.status, end.reason);
    explanations.set(end.campaignLeadId, explanation);
  }
  const waiting = jobs.filter(
    ({ job, inboxId }) => inboxId && explanations.get(job.campaignLeadId)?.decision === "hold",
  );
  const inboxes = await listInboxFacts(scope, [...new Set(waiting.map((queued) => queued.inboxId))]);
  for (const inbox of inboxes) {
    const own = waiting.filter((queued) => queued.inboxId === inbox.inboxId);
    for (const [id, explanation] of await explainInbox(scope, { now, workspace, inbox, own }))
      explanations.set(id, explanation);
  }
  return explanations;
}

async function explainInbox(
  scope: Scope,
  about: { now: Date; workspace: WorkspaceFacts; inbox: InboxFacts; own: QueuedJob[] },
): Promise<Map<string, Explanation>> {
  const { now, workspace, inbox, own } = about;
  const heads = await listQueueHeads(scope, inbox.inboxId, SLOTS_AHEAD);
  const isOwn = new Set(own.map(({ job }) => job.sendJobId));
  const jobs = [...own, ...heads.filter(({ job }) => !isOwn.has(job.sendJobId))];
  const { holds, slots } = await layOutQueue(scope, { now, workspace, inbox, jobs });
  const explanations = new Map<string, Explanation>();
  for (const { queued, reasons } of holds) {
    if (isOwn.has(queued.job.sendJobId))
      explanations.set(queued.job.campaignLeadId, explainHold(reasons, queued.job.stepNo, inbox.inboxId));
  }
  let laidOut = 0;
  for (const slot of slots) {
    const { job } = slot.queued;
    if (isOwn.has(job.sendJobId)) explanations.set(job.campaignLeadId, explainSlot(slot, job.stepNo, inbox));
    if (explanations.size === own.length || ++laidOut >= SLOTS_AHEAD) break;
  }
  for (const { job } of own) {
    if (!explanations.has(job.campaignLeadId))
      explanations.set(job.campaignLeadId, explainSlot(null, job.stepNo, inbox));
  }
  return explanations;
}
