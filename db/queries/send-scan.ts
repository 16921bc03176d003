/** Small scans of one inbox's ledger. */
import type { Scope } from "../scope.ts";

/** Mails that left within reach of a look-up and whose real Message-ID is not known yet. */
export async function listSentWithoutIds(
  scope: Scope,
  inboxId: string,
): Promise<{ job: { sendJobId: string; fence: number }; providerMessageId: string }[]> {
  const rows = await scope.handle
    .selectFrom("send_jobs")
    .select(["id", "fence", "provider_message_id"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("inbox_id", "=", inboxId)
    .where("status", "=", "sent")
    .where("message_id_header", "is", null)
    .where("provider_message_id", "is not", null)
    .orderBy("sent_at", "desc")
    .limit(50)
    .execute();
  return rows.flatMap((row) =>
    row.provider_message_id
      ? [{ job: { sendJobId: row.id, fence: row.fence }, providerMessageId: row.provider_message_id }]
      : [],
  );
}

/** The mail that a draft of ours was made for. While it is being prepared, its draft may not be committed yet. */
export async function findDraftOwner(
  scope: Scope,
  sendJobId: string,
): Promise<{ draftId: string | null; isPreparing: boolean } | undefined> {
  const row = await scope.handle
    .selectFrom("send_jobs")
    .select(["draft_id", "status"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", sendJobId)
    .executeTakeFirst();
  return row && { draftId: row.draft_id, isPreparing: row.status === "preparing" };
}
