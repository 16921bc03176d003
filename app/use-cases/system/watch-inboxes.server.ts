/**
 * The watchdog's round over all inboxes: access renewed ahead of its end, inboxes paused on evidence, ramps stepped back,
 * and every change of state noted once with a notice to the owners. State-driven: a missed round changes only the delay.
 */
import { enqueue } from "../../../db/enqueue.ts";
import { insertInboxEvent } from "../../../db/queries/inbox-events.ts";
import { findInbox } from "../../../db/queries/inboxes.ts";
import {
  claimStatusChanges,
  listEndingTokens,
  listStaleDomains,
  listTroubledInboxes,
  listWaitingNotices,
  markEvidenceSeen,
  type StatusChange,
  type WatchedInbox,
} from "../../../db/queries/system/inbox-watch.ts";
import { inTransaction, scopeOf, scopeWithin, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { type RenewOutcome, renewInboxAccess } from "../../credentials/renew-inbox-access.server.ts";
import { newId } from "../../domain/ids.ts";
import { BY_US, isOwnerTold, reasonToPause } from "../../domain/inbox-health.ts";
import { pauseByWatchdog } from "../inboxes/pause-inbox.server.ts";
import { stepRampsBack } from "./step-ramps-back.server.ts";

/** An access token lives for an hour; a try each minute leaves ten before it ends. Real time. */
const AHEAD_MS = 10 * 60_000;
const RENEWALS_PER_ROUND = 500;
const RENEWALS_AT_ONCE = 4;
const CHANGES_PER_ROUND = 1_000;
/** Domains are looked up again each day. */
const DOMAIN_STALE_MS = 24 * 3_600_000;
const DOMAINS_PER_ROUND = 100;

export type WatchOutcome = {
  renewedCount: number;
  disconnectedCount: number;
  pausedCount: number;
  steppedBackCount: number;
  notedCount: number;
};

export async function watchInboxes(app: AppContext): Promise<WatchOutcome> {
  const now = await app.clock.now();
  const renewals = await renewAhead(app);
  const pausedCount = await pauseOnEvidence(app, now);
  const steppedBackCount = await stepRampsBack(app, now);
  await markEvidenceSeen(systemScope(app.db), now, BY_US);
  const notedCount = await noteChanges(app, now);
  await queueWaiting(app, now);
  const count = (outcome: RenewOutcome) => renewals.filter((one) => one === outcome).length;
  return {
    renewedCount: count("renewed"),
    disconnectedCount: count("disconnected"),
    pausedCount,
    steppedBackCount,
    notedCount,
  };
}

async function renewAhead(app: AppContext): Promise<RenewOutcome[]> {
  const ending = await listEndingTokens(systemScope(app.db), { aheadMs: AHEAD_MS, limit: RENEWALS_PER_ROUND });
  const outcomes: RenewOutcome[] = [];
  await Promise.all(
    Array.from({ length: RENEWALS_AT_ONCE }, async () => {
      for (let inbox = ending.shift(); inbox; inbox = ending.shift()) outcomes.push(await renew(app, inbox));
    }),
  );
  return outcomes;
}

/** One inbox that cannot be renewed does not keep the others from it. */
async function renew(app: AppContext, { workspaceId, inboxId }: WatchedInbox): Promise<RenewOutcome> {
  const scope = scopeOf(app.db, workspaceId);
  try {
    const inbox = await findInbox(scope, inboxId);
    if (!inbox || inbox.provider === "smtp") return "nothing_to_renew";
    const endsBefore = new Date(Date.now() + AHEAD_MS);
    return await renewInboxAccess(app, scope, { inboxId, provider: inbox.provider, endsBefore });
  } catch (error) {
    app.log.error({ event: "inbox.not-renewed", workspace_id: workspaceId, inbox_id: inboxId, err: error });
    return "failed";
  }
}

async function pauseOnEvidence(app: AppContext, at: Date): Promise<number> {
  let pausedCount = 0;
  for (const { workspaceId, inboxId, ...evidence } of await listTroubledInboxes(systemScope(app.db), at)) {
    const reason = reasonToPause(evidence);
    if (reason === null) continue;
    const pause = { inboxId, reason, at, change: { by: "evidence", ...evidence } };
    if (await pauseByWatchdog(scopeOf(app.db, workspaceId), pause)) pausedCount += 1;
  }
  return pausedCount;
}

/** Each change becomes a line in the inbox's history; what no person did is told to the owners. */
async function noteChanges(app: AppContext, at: Date): Promise<number> {
  return inTransaction(systemScope(app.db), async (system) => {
    const changes = await claimStatusChanges(system, CHANGES_PER_ROUND);
    for (const change of changes) {
      const event = { ...eventOf(change), inboxEventId: newId(), inboxId: change.inboxId, at };
      const isMailed =
        app.providers.systemMail !== undefined && change.status !== "active" && isOwnerTold(change.statusReason);
      await insertInboxEvent(scopeWithin(system, change.workspaceId), { ...event, isMailed });
    }
    return changes.length;
  });
}

function eventOf({ before, status, statusReason }: StatusChange) {
  if (status !== "active") return { kind: status, detail: statusReason ?? status };
  return before === "disconnected"
    ? { kind: "connected" as const, detail: "Connected again. Held mails go on inside cap and gap." }
    : { kind: "resumed" as const, detail: "Active again. Held mails go on inside cap and gap." };
}

/** Notices that wait and domains that are due; a job that waits already is not added again. */
async function queueWaiting(app: AppContext, now: Date): Promise<void> {
  await inTransaction(systemScope(app.db), async (system) => {
    for (const notice of app.providers.systemMail ? await listWaitingNotices(system) : [])
      await enqueue(system, "tell_owners", notice, { jobKey: `tell_owners:${notice.inboxEventId}` });
    const before = new Date(now.getTime() - DOMAIN_STALE_MS);
    for (const stale of await listStaleDomains(system, { before, limit: DOMAINS_PER_ROUND }))
      await enqueue(system, "check_domain", stale, {
        jobKey: `check_domain:${stale.workspaceId}:${stale.domain}`,
        maxAttempts: 3,
      });
  });
}
