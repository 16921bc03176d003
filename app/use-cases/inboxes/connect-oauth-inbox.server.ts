/** The second half of connecting: what the vendor sent back becomes a sealed, active inbox, or a reason why not. */

import { enqueue } from "../../../db/enqueue.ts";
import { insertAuditEvent } from "../../../db/queries/audit.ts";
import { insertIdempotencyKey } from "../../../db/queries/idempotency-keys.ts";
import { getInboxDefaults, insertOAuthInbox, updateInboxReconnected } from "../../../db/queries/inbox-changes.ts";
import { updateInboxTokens } from "../../../db/queries/inbox-tokens.ts";
import { findInboxByEmail, lockInbox } from "../../../db/queries/inboxes.ts";
import { inTransaction, scopeOf, type TransactionScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { sealInboxTokens } from "../../credentials/inbox-tokens.server.ts";
import type { Actor } from "../../domain/actor.ts";
import { isProviderError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { displayNameSchema } from "../../domain/inbox-settings.ts";
import type { MailSession, MailTokens } from "../../providers/ports.ts";
import { type MailboxVendor, type VendorDoors, vendorDoors } from "./mailbox-vendors.server.ts";

export type ConnectOutcome =
  | { ok: true; inboxId: string; email: string; isReconnected: boolean }
  | { ok: false; reason: "state_used" | "code_refused" | "unreachable" | "no_refresh_token" | "other_provider" }
  | { ok: false; reason: "scope_missing"; missing: string[] };

/** `stateHash` names the attempt; it is used up by the first call that brings it. */
export type ConnectInput = { vendor: MailboxVendor; stateHash: Buffer; code: string; codeVerifier: string };

type Granted = { tokens: MailTokens; scopes: string[]; email: string; cursor: string };

/**
 * Exchanges the code and stores the mailbox in the actor's workspace.
 *
 * Rules   every required scope was granted, or nothing is stored. The same address in this workspace is reconnected:
 *         new tokens, settings and place of reading kept, a paused inbox stays paused. The same address in another
 *         workspace is allowed: whoever can sign in to the mailbox decides where it sends, and neither workspace
 *         learns of the other. An address that is connected in another way stays as it is: drafts and threads of one
 *         provider mean nothing to another
 * Errors  none of the vendor's: they are outcomes
 */
export async function connectOAuthInbox(app: AppContext, actor: Actor, input: ConnectInput): Promise<ConnectOutcome> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const isFirstUse = await insertIdempotencyKey(
    scope,
    `oauth-state:${input.stateHash.toString("hex")}`,
    input.stateHash,
  );
  if (!isFirstUse) return { ok: false, reason: "state_used" };
  const doors = vendorDoors(app, input.vendor);
  const granted = await askVendor(app, doors, input);
  if ("reason" in granted) return granted;
  const at = await app.clock.now();
  return inTransaction(scope, async (scope) => {
    const stored = await storeInbox(app, scope, actor, doors, granted);
    if (stored === "other_provider") return { ok: false, reason: stored };
    const inbox = { workspaceId: scope.workspaceId, inboxId: stored.inboxId };
    await enqueue(scope, "sync_inbox", inbox, { jobKey: `sync_inbox:${inbox.inboxId}` });
    await insertAuditEvent(scope, {
      actorUserId: actor.userId,
      actor: "user",
      action: stored.isReconnected ? "inbox.reconnected" : "inbox.connected",
      entity: "inbox",
      entityId: stored.inboxId,
      at,
    });
    return { ok: true, email: granted.email, ...stored };
  });
}

async function askVendor(
  app: AppContext,
  { oauth, mail, redirectUri }: VendorDoors,
  input: ConnectInput,
): Promise<Granted | Extract<ConnectOutcome, { ok: false }>> {
  try {
    const { code, codeVerifier } = input;
    const answer = await oauth.exchangeCode({ code, codeVerifier, redirectUri });
    const missing = oauth.requiredScopes.filter((scope) => !answer.scopes.includes(scope));
    if (missing.length > 0) return { ok: false, reason: "scope_missing", missing };
    if (answer.refreshToken === null) return { ok: false, reason: "no_refresh_token" };
    const { accessToken, accessTokenExpiresAt, refreshToken, scopes } = answer;
    const tokens: MailTokens = { accessToken, accessTokenExpiresAt, refreshToken };
    const session = newSession(tokens, app.config.intervals.httpTimeoutMs);
    const mailbox = mail.open(session);
    const profile = await mailbox.getProfile().finally(() => mailbox.close());
    return { ...profile, tokens: session.tokens, scopes };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    app.log.warn({ event: "inbox.connect-failed", reason: error.kind, err: error });
    return {
      ok: false,
      reason: error.kind === "transient" || error.kind === "rate_limited" ? "unreachable" : "code_refused",
    };
  }
}

/** Nobody else knows these tokens yet: a renewal needs no lock, and the last ones are stored with the inbox. */
function newSession(tokens: MailTokens, timeoutMs: number): MailSession {
  const session: MailSession = {
    tokens,
    timeoutMs,
    renew: async (exchange) => {
      const renewed = await exchange(session.tokens.refreshToken);
      session.tokens = { ...renewed, refreshToken: renewed.refreshToken ?? session.tokens.refreshToken };
      return renewed.accessToken;
    },
  };
  return session;
}

async function storeInbox(
  app: AppContext,
  scope: TransactionScope,
  actor: Actor,
  { provider }: VendorDoors,
  granted: Granted,
) {
  const { email, scopes, cursor, tokens } = granted;
  const { timeZone, displayName } = await getInboxDefaults(scope, actor.userId);
  const name = displayNameSchema.safeParse(displayName);
  const settings = { timeZone, displayName: name.data ?? "" };
  const newInbox = { inboxId: newId(), provider, email, scopes, syncCursor: cursor, ...settings };
  const isNew = await insertOAuthInbox(scope, newInbox);
  const inboxId = isNew ? newInbox.inboxId : ((await findInboxByEmail(scope, email))?.inboxId ?? newInbox.inboxId);
  if (!isNew) {
    const known = await lockInbox(scope, inboxId);
    if (known.provider !== provider) return "other_provider" as const;
    await updateInboxReconnected(scope, inboxId, { scopes, isPaused: known.status === "paused", cursorIfNone: cursor });
  }
  await updateInboxTokens(
    scope,
    inboxId,
    sealInboxTokens(app.secretBox, { workspaceId: scope.workspaceId, inboxId }, tokens),
  );
  return { inboxId, isReconnected: !isNew };
}
