import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { insertInboxEvent } from "../../../db/queries/inbox-events.ts";
import { getEvidence, updateRampDaysBack } from "../../../db/queries/inbox-evidence.ts";
import { lockInbox } from "../../../db/queries/inboxes.ts";
import { listRamps, listTroubledInboxes, type WatchedInbox } from "../../../db/queries/system/inbox-watch.ts";
import { inTransaction, scopeOf, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { newId } from "../../domain/ids.ts";
import { type RampStep, stepRampBack } from "../../domain/inbox-health.ts";

/**
 * Steps the ramps back that evidence speaks against; each step is a line in the inbox's history and in the audit.
 *
 * Rules   the number of days that the ramp forgets is stored, not a new ramp: the settings stay the person's
 */
export async function stepRampsBack(app: AppContext, now: Date): Promise<number> {
  const system = systemScope(app.db);
  const troubled = new Map((await listTroubledInboxes(system, now)).map((inbox) => [inbox.inboxId, inbox]));
  let steppedBackCount = 0;
  for (const { state, signs, ...inbox } of await listRamps(system, now)) {
    const known = troubled.get(inbox.inboxId);
    const isAccused = signs.blockedReports > 0 && known === undefined;
    const figures = isAccused ? await getEvidence(scopeOf(app.db, inbox.workspaceId), inbox.inboxId, now) : known;
    const step = stepRampBack(state, { ...signs, sent: figures?.sent ?? 0, bounced: figures?.bounced ?? 0 }, now);
    if (step === null) continue;
    await record(app, inbox, step, now);
    steppedBackCount += 1;
  }
  return steppedBackCount;
}

async function record(
  app: AppContext,
  { workspaceId, inboxId }: WatchedInbox,
  step: RampStep,
  at: Date,
): Promise<void> {
  await inTransaction(scopeOf(app.db, workspaceId), async (scope) => {
    await lockInbox(scope, inboxId);
    await updateRampDaysBack(scope, inboxId, { daysBack: step.daysBack, at });
    const event = { inboxEventId: newId(), kind: "ramp_stepped_back", detail: step.detail, at } as const;
    await insertInboxEvent(scope, { ...event, inboxId });
    const { fromPerDay, toPerDay } = step;
    const audit = { action: "inbox.ramp-stepped-back", entity: "inbox", entityId: inboxId, at };
    await insertAuditEvent(scope, { ...audit, actorUserId: null, actor: "worker", change: { fromPerDay, toPerDay } });
  });
}
