/** Sealed tokens of an inbox. Only app/credentials opens them; every change names the refresh token that it replaces. */
import { type SqlBool, sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

export type SealedTokens = {
  accessTokenEncrypted: string | null;
  accessTokenExpiresAt: Date | null;
  refreshTokenEncrypted: string;
};

/** Undefined when the inbox has no tokens (disconnected, or not of OAuth). */
export async function findInboxTokens(scope: Scope, inboxId: string): Promise<SealedTokens | undefined> {
  const row = await scope.handle
    .selectFrom("inbox_connections")
    .select(["access_token_encrypted", "access_token_expires_at", "refresh_token_encrypted"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId)
    .executeTakeFirst();
  if (!row || row.refresh_token_encrypted === null) return undefined;
  return {
    accessTokenEncrypted: row.access_token_encrypted,
    accessTokenExpiresAt: row.access_token_expires_at,
    refreshTokenEncrypted: row.refresh_token_encrypted,
  };
}

/** One writer of tokens per inbox, until the transaction ends. */
export async function lockInboxTokens(scope: TransactionScope, inboxId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox_tokens:${scope.workspaceId}:${inboxId}`}, 0))`.execute(
    scope.handle,
  );
}

/** One worker at a time renews a token: false while another one's claim lasts, by the database's clock. */
export async function claimTokenRenewal(scope: Scope, inboxId: string, leaseMs: number): Promise<boolean> {
  const result = await tokensOf(scope, inboxId)
    .set({ token_lease_until: sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})` })
    .where(sql<SqlBool>`coalesce(token_lease_until < clock_timestamp(), true)`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function releaseTokenRenewal(scope: Scope, inboxId: string): Promise<void> {
  await tokensOf(scope, inboxId).set({ token_lease_until: null }).execute();
}

/** Connect and reconnect: whatever was there is replaced. */
export async function updateInboxTokens(scope: TransactionScope, inboxId: string, tokens: SealedTokens): Promise<void> {
  await tokensOf(scope, inboxId).set(columnsOf(tokens)).execute();
}

/** After a refresh. False when the tokens were replaced or deleted since they were read: then those stand. */
export async function swapInboxTokens(
  scope: TransactionScope,
  inboxId: string,
  replaced: string,
  tokens: SealedTokens,
): Promise<boolean> {
  const result = await tokensOf(scope, inboxId)
    .set(columnsOf(tokens))
    .where("refresh_token_encrypted", "=", replaced)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Whatever opens the mailbox goes: tokens and password. */
export async function deleteInboxTokens(scope: TransactionScope, inboxId: string): Promise<void> {
  await tokensOf(scope, inboxId)
    .set({ ...columnsOf(NO_TOKENS), password_encrypted: null })
    .execute();
}

/**
 * The provider refuses these tokens: the inbox is disconnected with the reason, its tokens go.
 * False when it was reconnected or disconnected meanwhile; then nothing changes.
 */
export async function markInboxDisconnected(
  scope: TransactionScope,
  inboxId: string,
  refused: { refreshTokenEncrypted: string; reason: string },
): Promise<boolean> {
  const result = await tokensOf(scope, inboxId)
    .set({
      status: "disconnected",
      status_reason: refused.reason,
      ...columnsOf(NO_TOKENS),
    })
    .where("refresh_token_encrypted", "=", refused.refreshTokenEncrypted)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const NO_TOKENS = { accessTokenEncrypted: null, accessTokenExpiresAt: null, refreshTokenEncrypted: null };

function columnsOf(tokens: { [K in keyof SealedTokens]: SealedTokens[K] | null }) {
  return {
    access_token_encrypted: tokens.accessTokenEncrypted,
    access_token_expires_at: tokens.accessTokenExpiresAt,
    refresh_token_encrypted: tokens.refreshTokenEncrypted,
  };
}

function tokensOf(scope: Scope, inboxId: string) {
  return scope.handle
    .updateTable("inbox_connections")
    .set({ updated_at: sql`now()` })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", inboxId);
}
