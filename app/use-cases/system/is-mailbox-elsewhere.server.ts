import { findOtherConnection } from "../../../db/queries/system/mailboxes.ts";
import { systemScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

/** True when another inbox row, of any workspace, holds tokens of this mailbox. It says nothing about whose. */
export async function isMailboxElsewhere(app: AppContext, input: { email: string; inboxId: string }): Promise<boolean> {
  return (await findOtherConnection(systemScope(app.db), input)) !== undefined;
}
