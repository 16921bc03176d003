/**
 * The pool as a query builder sees it: a statement that is asked again and again gets a name, so that each connection
 * parses and plans it once. Planning costs more than running for the short statements of the ledger (mailScopeOf).
 */
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";

/** Asked so often, a statement is worth a place in each connection's memory. */
const ASKED_OFTEN = 5;
/** Each name costs a plan per connection; the statements of the ledger and the plan are about sixty. */
const MAX_NAMES = 200;
/** Texts of one-off statements are forgotten again. */
const MAX_COUNTED = 2_000;

/** A column of the result changed under a stored plan: another process migrated. SQLSTATE feature_not_supported. */
const PLAN_IS_STALE = "0A000";

type Names = { nameOf(text: string): string | undefined; forget(text: string): void };

export function preparedPool(pool: pg.Pool): PostgresPool {
  const names = nameStatements();
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return Object.assign(Object.create(pool) as PostgresPool, {
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client) ?? preparedClient(client, names);
      clients.set(client, known);
      return known;
    },
    // The connections are another builder's to end.
    end: async () => undefined,
  });
}

function preparedClient(client: pg.PoolClient, names: Names): PostgresPoolClient {
  const query = async (text: unknown, values?: readonly unknown[]) => {
    if (typeof text !== "string" || !values || values.length === 0) return client.query(text as string);
    const name = names.nameOf(text);
    try {
      return await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
    } catch (error) {
      if (name !== undefined && (error as { code?: unknown }).code === PLAN_IS_STALE) names.forget(text);
      throw error;
    }
  };
  return Object.assign(Object.create(client) as PostgresPoolClient, {
    query,
    release: (error?: Error) => client.release(error),
  });
}

function nameStatements(): Names {
  const asked = new Map<string, number>();
  const names = new Map<string, string>();
  let count = 0;
  return {
    nameOf(text) {
      const name = names.get(text);
      if (name !== undefined || names.size >= MAX_NAMES) return name;
      const times = (asked.get(text) ?? 0) + 1;
      if (times < ASKED_OFTEN) {
        if (asked.size >= MAX_COUNTED) asked.clear();
        asked.set(text, times);
        return undefined;
      }
      asked.delete(text);
      names.set(text, `s${count++}`);
      return names.get(text);
    },
    forget: (text) => void names.delete(text),
  };
}
