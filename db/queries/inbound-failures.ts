/** Received messages that could not be stored: kept raw, so that nothing that arrived is lost. */
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { Scope, TransactionScope } from "../scope.ts";

export type InboundFailure = {
  failureId: string;
  inboxId: string;
  providerMessageId: string;
  reason: string;
  createdAt: Date;
};

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

/** The message was read after all. */
export async function updateFailureResolved(
  scope: TransactionScope,
  inboxId: string,
  providerMessageId: string,
): Promise<void> {
  await sql`
    update inbound_failures set resolved_at = now()
    where workspace_id = ${scope.workspaceId} and inbox_id = ${inboxId}
      and provider_message_id = ${providerMessageId} and resolved_at is null`.execute(scope.handle);
}

export async function listInboundFailures(scope: Scope, limit: number): Promise<InboundFailure[]> {
  const { rows } = await sql<InboundFailure>`
    select id as "failureId", inbox_id as "inboxId", provider_message_id as "providerMessageId", reason, created_at as "createdAt"
    from inbound_failures
    where workspace_id = ${scope.workspaceId} and resolved_at is null
    order by id desc limit ${limit}`.execute(scope.handle);
  return rows;
}
