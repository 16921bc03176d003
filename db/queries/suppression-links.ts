/**
 * Suppressions that a conversation made (source `reply:<conversation id>`). A correction of the conversation takes its
 * own entry back, and never one that the person made by the link.
 */
import { sql } from "kysely";
import type { TransactionScope } from "../scope.ts";
import { addToCounter } from "./stats.ts";

export function replySource(conversationId: string): string {
  return `reply:${conversationId}`;
}

/** The person pressed the link as well: from now on the entry is theirs. */
export async function updateSuppressionByLink(scope: TransactionScope, email: string): Promise<void> {
  await sql`
    update suppressions set source = 'link'
    where workspace_id = ${scope.workspaceId} and email = ${email} and source like 'reply:%'`.execute(scope.handle);
}

/** The addresses that may be written to again. */
export async function deleteSuppressionsOfReply(scope: TransactionScope, conversationId: string): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    delete from suppressions
    where workspace_id = ${scope.workspaceId} and source = ${replySource(conversationId)} and reason = 'unsubscribe'
    returning email::text as email`.execute(scope.handle);
  if (rows.length > 0) await addToCounter(scope, "suppressions", -rows.length);
  return rows.map((row) => row.email);
}
