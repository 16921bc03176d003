/** The pool and the query builder of one process. Instants come back as Date, calendar days as YYYY-MM-DD. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { preparedPool } from "./prepared-pool.ts";
import type { Schema } from "./schema.ts";

export type DatabaseClient = {
  kysely: Kysely<Schema>;
  /** Over the same connections, which keep the plans of what is asked often (prepared-pool.ts). */
  keyed: Kysely<Schema>;
  pool: pg.Pool;
  close(): Promise<void>;
};

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const NUMBER_ARRAYS: ReadonlySet<number> = new Set([1005, 1007]);
const CONNECT_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 5_000;

/**
 * Counters stay far below 2^53, so bigint is a number; a date has no zone, so it stays text. Instants come in UTC, and our
 * lists of numbers have no gaps: the general readers take as long for both as the rest of a row.
 */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === INT8) return Number;
    if (oid === DATE) return String;
    if (oid === TIMESTAMPTZ && format !== "binary") return readInstant;
    if (NUMBER_ARRAYS.has(oid) && format !== "binary") return readNumbers;
    return pg.types.getTypeParser(oid, format);
  },
};

const readGeneral = pg.types.getTypeParser(TIMESTAMPTZ);

/** "2026-11-24 10:00:00.5+00"; years before 1000 or after 9999, infinity and other zones go the general way. */
function readInstant(text: string): unknown {
  const isUsual = text.endsWith("+00") && text.charCodeAt(4) === 45 && text.charCodeAt(10) === 32;
  if (!isUsual) return readGeneral(text);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

function readNumbers(text: string): number[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",").map(Number);
}

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
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const keyed = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) });
  // A connection that broke in somebody's hands is never given back, and the pool would wait for it.
  const giveUp = () => new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
  return { kysely, keyed, pool, close: () => Promise.race([kysely.destroy(), giveUp()]) };
}
