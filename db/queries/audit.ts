/**
 * Who did what, as a chain: each row's hash covers the row before it, so that a row cannot be changed or taken out
 * unseen. `change` carries no personal values and no secrets.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { newId } from "../../app/domain/ids.ts";
import type { TransactionScope } from "../scope.ts";

export type AuditEvent = {
  actorUserId: string | null;
  /** In words: "user", "worker", "api key". */
  actor: string;
  /** noun.verb-ed: "campaign.launched" */
  action: string;
  entity: string;
  entityId: string | null;
  change?: Record<string, unknown>;
  requestId?: string | null;
  /** Application time. */
  at: Date;
};

/**
 * Adds one event to the workspace's chain. Call it last in a transaction: others of the workspace wait for its end.
 *
 * Rules   hash = sha256(previous hash || canonical JSON of the row)
 */
export async function insertAuditEvent(scope: TransactionScope, event: AuditEvent): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit:${scope.workspaceId}`}, 0))`.execute(scope.handle);
  const before = await scope.handle
    .selectFrom("audit_events")
    .select("hash")
    .where("workspace_id", "=", scope.workspaceId)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const row = { id: newId(), ...event, change: event.change ?? {}, requestId: event.requestId ?? null };
  const previousHash = before?.hash ?? null;
  await scope.handle
    .insertInto("audit_events")
    .values({
      workspace_id: scope.workspaceId,
      id: row.id,
      actor_user_id: row.actorUserId,
      actor: row.actor,
      action: row.action,
      entity: row.entity,
      entity_id: row.entityId,
      change: JSON.stringify(row.change),
      request_id: row.requestId,
      previous_hash: previousHash,
      hash: auditHash(previousHash, { workspaceId: scope.workspaceId, ...row }),
      at: row.at,
    })
    .execute();
}

/** Canonical: keys sorted at every depth, instants in ISO 8601 UTC. */
export function auditHash(previousHash: Buffer | null, row: Record<string, unknown>): Buffer {
  const hash = createHash("sha256");
  if (previousHash) hash.update(previousHash);
  return hash.update(canonicalJson(row)).digest();
}

function canonicalJson(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`)
    .join(",")}}`;
}
