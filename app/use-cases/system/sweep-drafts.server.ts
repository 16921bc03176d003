/**
 * Orphan drafts: made by us in a call whose answer never came, so that no row names them. They are harmless (only a
 * committed draft is ever sent), but they are litter in somebody's mailbox (reliability.md R11).
 */

import { findDraftOwner } from "../../../db/queries/send-scan.ts";
import { listInboxesToSync } from "../../../db/queries/system/sync-due.ts";
import { type Scope, scopeOf, systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import { isAppError } from "../../domain/errors.ts";
import { isId } from "../../domain/ids.ts";
import { ATTEMPT_HEADER } from "../../mail/compose-mail.ts";
import type { Mailbox } from "../../providers/ports.ts";

const MAX_INBOXES = 10_000;

export async function sweepDrafts(app: AppContext): Promise<{ deletedCount: number }> {
  let deletedCount = 0;
  for (const { workspaceId, inboxId } of await listInboxesToSync(systemScope(app.db), {
    syncEveryMs: 0,
    limit: MAX_INBOXES,
  })) {
    const scope = scopeOf(app.db, workspaceId);
    try {
      deletedCount += await withInboxTokens(app, scope, inboxId, (mailbox) => sweepMailbox(scope, mailbox));
    } catch (error) {
      // One mailbox that cannot be read today is looked at again tomorrow.
      if (!isAppError(error)) throw error;
      app.log.warn({ event: "drafts.not_swept", workspace_id: workspaceId, inbox_id: inboxId, reason: error.code });
    }
  }
  return { deletedCount };
}

async function sweepMailbox(scope: Scope, mailbox: Mailbox): Promise<number> {
  const { outbox } = mailbox;
  if (outbox.kind !== "drafts") return 0;
  const orphans: string[] = [];
  let pageToken: string | null = null;
  do {
    const page = await outbox.listDrafts(pageToken);
    for (const { draftId, messageId } of page.drafts) {
      const head = await mailbox.getHead(messageId, [ATTEMPT_HEADER]);
      const attempt = head?.headers
        .find((header) => header.name.toLowerCase() === ATTEMPT_HEADER.toLowerCase())
        ?.value.trim();
      const sendJobId = attempt?.slice(0, 36);
      // Without our header it is its owner's own draft: never touched. A job of another installation is not ours either.
      if (!sendJobId || !isId(sendJobId)) continue;
      const owner = await findDraftOwner(scope, sendJobId);
      if (owner && owner.draftId !== draftId && !owner.isPreparing) orphans.push(draftId);
    }
    pageToken = page.nextPageToken;
  } while (pageToken);
  for (const draftId of orphans) await outbox.deleteDraft(draftId);
  return orphans.length;
}
