/** Every task: its name, what it is given, who does it. A payload that does not parse fails for good. */
import type { JobHelpers, TaskList } from "graphile-worker";
import type { AppContext } from "../app/context.ts";
import { payloads, type TaskName, type TaskPayload } from "./payloads.ts";
import { checkDomainTask } from "./tasks/check-domain.ts";
import { cleanUpTask } from "./tasks/clean-up.ts";
import { importLeadsTask } from "./tasks/import-leads.ts";
import { recordLaunchPlanTask } from "./tasks/record-launch-plan.ts";
import { sendInboxTask } from "./tasks/send-inbox.ts";
import { sendReplyTask } from "./tasks/send-reply.ts";
import { sweepTask } from "./tasks/sweep.ts";
import { sweepDraftsTask } from "./tasks/sweep-drafts.ts";
import { syncInboxTask } from "./tasks/sync-inbox.ts";
import { syncInboxesTask } from "./tasks/sync-inboxes.ts";
import { tellOwnersTask } from "./tasks/tell-owners.ts";
import { tickTask } from "./tasks/tick.ts";
import { undoImportTask } from "./tasks/undo-import.ts";
import { watchInboxesTask } from "./tasks/watch-inboxes.ts";

type Handlers = { [T in TaskName]: (app: AppContext, payload: TaskPayload<T>) => Promise<void> };

export const handlers: Handlers = {
  tick: tickTask,
  sync_inboxes: syncInboxesTask,
  sweep: sweepTask,
  sweep_drafts: sweepDraftsTask,
  clean_up: cleanUpTask,
  watch_inboxes: watchInboxesTask,
  send_inbox: sendInboxTask,
  sync_inbox: syncInboxTask,
  send_reply: sendReplyTask,
  tell_owners: tellOwnersTask,
  check_domain: checkDomainTask,
  record_launch_plan: recordLaunchPlanTask,
  import_leads: importLeadsTask,
  undo_import: undoImportTask,
};

export function taskList(app: AppContext): TaskList {
  const names = Object.keys(handlers) as TaskName[];
  return Object.fromEntries(
    names.map((name) => [name, (payload: unknown, helpers: JobHelpers) => run(app, name, payload, helpers)]),
  );
}

async function run<T extends TaskName>(app: AppContext, name: T, payload: unknown, helpers: JobHelpers): Promise<void> {
  const parsed = payloads[name].safeParse(payload);
  if (!parsed.success) {
    app.log.error({ event: "job.refused", task: name, job_id: helpers.job.id, reason: parsed.error.message });
    return;
  }
  const handler = handlers[name] as (app: AppContext, payload: TaskPayload<T>) => Promise<void>;
  try {
    await handler(app, parsed.data as TaskPayload<T>);
  } catch (error) {
    if (!isFinal(error)) throw error;
    app.log.error({ event: "job.failed", task: name, job_id: helpers.job.id, err: error });
  }
}

/** A row that is not there will not be there at the next try either. */
function isFinal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "not_found" || code === "invalid_input" || code === "forbidden";
}
