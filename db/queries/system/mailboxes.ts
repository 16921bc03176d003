/** Mailboxes across workspaces: one Google account may be connected in several. */
import type { SystemScope } from "../../scope.ts";

export async function findOtherConnection(
  scope: SystemScope,
  mailbox: { email: string; inboxId: string },
): Promise<{ inboxId: string } | undefined> {
  return scope.handle
    .selectFrom("inbox_connections")
    .select("id as inboxId")
    .where("email", "=", mailbox.email)
    .where("id", "<>", mailbox.inboxId)
    .where("refresh_token_encrypted", "is not", null)
    .limit(1)
    .executeTakeFirst();
}
