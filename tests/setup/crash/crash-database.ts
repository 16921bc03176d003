/** The database of a crash world: it can be crashed and started, looked into, and a row held so that a commit must wait. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { type EmbeddedPostgres, startEmbedded } from "../../../db/embedded.ts";
import { mountDisk } from "./disk.ts";

export type CrashDatabase = {
  url: string;
  /** Asks again while the database is away. */
  ask<T>(text: string, values?: unknown[]): Promise<T[]>;
  /** Holds a job's row: whoever wants to change it waits until `release`. */
  holdJob(sendJobId: string): Promise<HeldRow>;
  crash(): Promise<void>;
  /** Its disk is full from now on, and it has noticed: what it was about to commit is not committed. `start` makes room. */
  fillDisk(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type HeldRow = {
  /** Ends when somebody waits for the row; false after `withinMs` without. */
  isWanted(withinMs: number): Promise<boolean>;
  /** `isCut`: whoever waits loses the connection first, as when the database noticed the death of its client at once. */
  release(options: { isCut: boolean }): Promise<void>;
};

const ASK_FOR_MS = 30_000;
/** Three workers with a pool each, the web server, and what dead ones have not let go of. */
const MAX_CONNECTIONS = 120;

export async function openCrashDatabase(dataDir: string): Promise<CrashDatabase> {
  const disk = mountDisk(dataDir);
  const options = { dataDir, maxConnections: MAX_CONNECTIONS };
  let server: EmbeddedPostgres = await startEmbedded(options);
  const url = server.connectionString;
  const pool = new pg.Pool({ connectionString: url, max: 6, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  async function ask<T>(text: string, values: unknown[] = []): Promise<T[]> {
    for (const until = Date.now() + ASK_FOR_MS; ; ) {
      try {
        return (await pool.query(text, values)).rows as T[];
      } catch (error) {
        const code = String((error as { code?: unknown }).code ?? "");
        // A wrong query stays wrong; a database that is away comes back.
        if (Date.now() > until || /^(42|22|23)/.test(code)) throw error;
        await wait(50);
      }
    }
  }

  /** Immediate shutdown: no last words, recovery at the next start. */
  async function crash(): Promise<void> {
    const path = join(dataDir, "postgres", "postmaster.pid");
    try {
      process.kill(Number(readFileSync(path, "utf8").split("\n")[0]), "SIGQUIT");
    } catch {
      // It is down already.
    }
    await server.stop();
  }

  return {
    url,
    ask,
    holdJob: async (sendJobId) => {
      const client = await pool.connect();
      await client.query("begin");
      const { rows } = await client.query(
        "select pg_backend_pid() as pid from send_jobs where id = $1 for no key update",
        [sendJobId],
      );
      const pid = Number(rows[0]?.pid);
      const waiting = async () =>
        (
          await ask<{ pid: number }>("select pid from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", [pid])
        ).map((row) => row.pid);
      return {
        isWanted: async (withinMs) => {
          for (const until = Date.now() + withinMs; Date.now() < until; await wait(5)) {
            if ((await waiting()).length > 0) return true;
          }
          return false;
        },
        release: async ({ isCut }) => {
          if (isCut) for (const blocked of await waiting()) await ask("select pg_terminate_backend($1)", [blocked]);
          await client.query("rollback").catch(() => undefined);
          client.release();
        },
      };
    },
    crash,
    fillDisk: async () => {
      disk?.fill();
      // Its log is written into files that it prepared before: they are used up first.
      for (let isOpen = true; isOpen; ) {
        const written = await pool
          .query("select pg_logical_emit_message(true, 'full', repeat('x', 4000000), true)")
          .then(
            () => true,
            () => false,
          );
        isOpen = written;
      }
    },
    start: async () => {
      disk?.free();
      // After a full disk it may live on, or have given up in the midst of its recovery.
      await crash();
      server = await startEmbedded(options);
    },
    stop: async () => {
      await pool.end();
      await server.stop();
      disk?.unmount();
    },
  };
}
