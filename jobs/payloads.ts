/** What each task is given: ids only. `workspaceId` is the scope; the row must exist in it. */
import { z } from "zod";

const inWorkspace = { workspaceId: z.uuid() };

export const payloads = {
  /** Crontab, each minute: which inboxes have mail due; wakes them. */
  tick: z.object({}),
  /** Crontab, each minute: which inboxes were not read lately; reads them. */
  sync_inboxes: z.object({}),
  /** Crontab, each minute: jobs whose lease ran out, workers that fell silent. */
  sweep: z.object({}),
  /** Crontab, each night: drafts of ours that no mail stands behind (a crash between draft and commit). */
  sweep_drafts: z.object({}),
  /** Crontab, each night: rows that have served. */
  clean_up: z.object({}),
  /** Crontab, each minute: access that ends soon, evidence against inboxes, changes that nobody told. */
  watch_inboxes: z.object({}),
  send_inbox: z.object({ ...inWorkspace, inboxId: z.uuid() }),
  sync_inbox: z.object({ ...inWorkspace, inboxId: z.uuid() }),
  send_reply: z.object({ ...inWorkspace, sendJobId: z.uuid() }),
  tell_owners: z.object({ ...inWorkspace, inboxEventId: z.uuid() }),
  check_domain: z.object({ ...inWorkspace, domain: z.string().max(255) }),
  record_launch_plan: z.object({ ...inWorkspace, campaignId: z.uuid() }),
  import_leads: z.object({ ...inWorkspace, importId: z.uuid() }),
  undo_import: z.object({ ...inWorkspace, importId: z.uuid() }),
};

export type TaskName = keyof typeof payloads;
export type TaskPayload<T extends TaskName> = z.input<(typeof payloads)[T]>;
