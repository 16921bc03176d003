/** Received messages that could not be stored: kept raw, so that nothing that arrived is lost. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope } from "../scope.ts";

/** A second failure of the same message replaces the reason. */
export async function insertInboundFailure(
  scope: Scope,
  failure: { inboxId: string; providerMessageId: string; raw: Uint8Array | null; reason: string },
): Promise<void> {
  await sql`
    insert into inbound_failures (workspace_id, id, inbox_id, provider_message_id, raw, reason)
    values (${scope.workspaceId}, ${newId()}, ${failure.inboxId}, ${failure.providerMessageId},
            ${failure.raw === null ? null : Buffer.from(failure.raw)}, ${failure.reason})
    on conflict (workspace_id, inbox_id, provider_message_id)
    do update set reason = excluded.reason, resolved_at = null`.execute(scope.handle);
}

/** Of these messages, those that were stored after all. */
export async function updateFailuresResolved(scope: Scope, inboxId: string, messageIds: string[]): Promise<void> {
  await sql`
    update inbound_failures failure set resolved_at = now()
    where workspace_id = ${scope.workspaceId} and inbox_id = ${inboxId} and resolved_at is null
      and provider_message_id = any(${messageIds}::text[])
      and exists (select from messages where messages.workspace_id = failure.workspace_id
        and messages.inbox_id = failure.inbox_id and messages.provider_message_id = failure.provider_message_id)`.execute(
    scope.handle,
  );
}
