/** A connection to a server's embedded database beside it, also while the server is dead. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** Line 5 of postmaster.pid names the socket's directory. Source: PostgreSQL 18, src/include/utils/pidfile.h */
const SOCKET_DIR_LINE = 5;

export function openEmbedded(dataDir: string): pg.Pool {
  const lines = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
  const socketDir = lines[SOCKET_DIR_LINE - 1]?.trim() ?? "";
  const pool = new pg.Pool({ host: socketDir, user: "leadbitz", database: "leadbitz", max: 2 });
  pool.on("error", () => undefined);
  return pool;
}
