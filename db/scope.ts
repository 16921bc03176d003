/**
 * A scope is the handle that queries take first: which workspace, and over which connection.
 * Locking and claiming queries take a transaction scope, so locking outside of a transaction does not compile.
 */
import type { Kysely } from "kysely";
import type { DatabaseClient } from "./client.ts";
import type { Schema } from "./schema.ts";

type Handle = Kysely<Schema>;
declare const transaction: unique symbol;
declare const system: unique symbol;
declare const access: unique symbol;
type InTransaction = { readonly [transaction]: true };

/** One workspace's rows. */
export type Scope = { readonly handle: Handle; readonly workspaceId: string };
export type TransactionScope = Scope & InTransaction;
/** Across workspaces: scans for due work. Only use-cases/system. */
export type SystemScope = { readonly handle: Handle; readonly [system]: true };
export type SystemTransactionScope = SystemScope & InTransaction;
/** Before a workspace is known: sessions, keys, members. Only use-cases/access. */
export type AccessScope = { readonly handle: Handle; readonly [access]: true };
export type AccessTransactionScope = AccessScope & InTransaction;

export function scopeOf(db: DatabaseClient, workspaceId: string): Scope {
  return { handle: db.kysely, workspaceId };
}

/**
 * For work on one mail, whose statements look every row up by its keys: connections keep their plans. Not for lists: a plan
 * made for a small table is kept while the table grows, until statistics are gathered.
 */
export function mailScopeOf(db: DatabaseClient, workspaceId: string): Scope {
  return { handle: db.keyed, workspaceId };
}

export function systemScope(db: DatabaseClient): SystemScope {
  return { handle: db.kysely } as SystemScope;
}

export function accessScope(db: DatabaseClient): AccessScope {
  return { handle: db.kysely } as AccessScope;
}

/** A new workspace's scope, over the transaction that makes it. */
export function scopeWithin(
  scope: AccessTransactionScope | SystemTransactionScope,
  workspaceId: string,
): TransactionScope {
  return { handle: scope.handle, workspaceId } as TransactionScope;
}

/**
 * Runs the work in one transaction; the inner scope shadows the outer one on purpose. No nesting, no network inside.
 */
export function inTransaction<T>(scope: Scope, work: (scope: TransactionScope) => Promise<T>): Promise<T>;
export function inTransaction<T>(scope: SystemScope, work: (scope: SystemTransactionScope) => Promise<T>): Promise<T>;
export function inTransaction<T>(scope: AccessScope, work: (scope: AccessTransactionScope) => Promise<T>): Promise<T>;
export function inTransaction<T>(
  scope: Scope | SystemScope | AccessScope,
  work: (scope: never) => Promise<T>,
): Promise<T> {
  return scope.handle.transaction().execute((handle) => work({ ...scope, handle } as never));
}
