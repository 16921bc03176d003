/** Sent mails whose real Message-ID was not read back (a crash, a failed look): looked up before the inbox's turn. */

import { listSentWithoutIds } from "../../../db/queries/send-scan.ts";
import type { Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { withInboxTokens } from "../../credentials/with-inbox-tokens.server.ts";
import { isAppError } from "../../domain/errors.ts";
import { readBackMessageId } from "./read-back-message-id.server.ts";

export async function readBackMissingIds(app: AppContext, scope: Scope, inboxId: string): Promise<void> {
  const mails = await listSentWithoutIds(scope, inboxId);
  if (mails.length === 0) return;
  try {
    await withInboxTokens(app, scope, inboxId, async (mailbox) => {
      for (const { job, providerMessageId } of mails)
        await readBackMessageId({ scope, mailbox, job }, { providerMessageId, messageIdHeader: null });
    });
  } catch (error) {
    // A disconnected inbox: its follow-ups are held for that reason, and this look comes again with the next turn.
    if (!isAppError(error)) throw error;
    app.log.warn({
      event: "email.ids_pending",
      workspace_id: scope.workspaceId,
      inbox_id: inboxId,
      reason: error.code,
    });
  }
}
