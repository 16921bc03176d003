/** The pool and the query builder of one process. Instants come back as Date, calendar days as YYYY-MM-DD. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { preparedPool } from "./prepared-pool.ts";
import type { Schema } from "./schema.ts";

export type DatabaseClient = {
  kysely: Kysely<Schema>;
  pool: pg.Pool;
  close(): Promise<void>;
};

const INT8 = 20;
const DATE = 1082;
const CONNECT_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 5_000;

/** Counters stay far below 2^53, so bigint is a number; a date has no zone, so it stays text. */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === INT8) return Number;
    if (oid === DATE) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

export type DatabaseTarget = { connectionString: string; maxConnections: number; onError: (error: Error) => void };

/** Opens a pool. An idle client's error is reported and the client replaced; the process lives on. */
export function openDatabase(target: DatabaseTarget): DatabaseClient {
  const pool = new pg.Pool({
    connectionString: target.connectionString,
    max: target.maxConnections,
    // A server that accepts and then says nothing must not hold whoever asks for ever.
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    types,
    application_name: "leadbitz",
    options: "-c lock_timeout=5s -c idle_in_transaction_session_timeout=15s",
  });
  pool.on("error", target.onError);
  pool.on("connect", (client) => client.on("error", target.onError));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) });
  // A connection that broke in somebody's hands is never given back, and the pool would wait for it.
  const giveUp = () => new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
  return { kysely, pool, close: () => Promise.race([kysely.destroy(), giveUp()]) };
}
