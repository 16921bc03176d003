/** Drafts of mails that were taken back, and what became of them in the mailbox. */
import { sql } from "kysely";
import type { Scope } from "../scope.ts";

type Withdrawn = { sendJobId: string; draftId: string | null };

/** It was deleted: nothing of it can leave any more. */
export async function forgetDraft(scope: Scope, draft: Withdrawn): Promise<void> {
  await rowOf(scope, draft).set({ draft_id: null }).execute();
}

/** It was not there: sent or deleted by hand. The row keeps its id, and the sweep asks again in a day. */
export async function postponeDraft(scope: Scope, draft: Withdrawn): Promise<void> {
  await rowOf(scope, draft).set({ retry_at: sql`now() + interval '1 day'` }).execute();
}

function rowOf(scope: Scope, draft: Withdrawn) {
  return scope.handle
    .updateTable("send_jobs")
    .set({ updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", draft.sendJobId)
    .where("status", "in", ["canceled", "skipped"])
    .where("draft_id", "=", draft.draftId ?? "");
}
