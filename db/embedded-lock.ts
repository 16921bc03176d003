/**
 * One server per data directory: two would stop each other's database. The lock is the operating system's, held through
 * SQLite on a file of its own: it ends with its process however that ends, counts across containers that share the
 * volume, and leaves nothing to take over. Nothing else may open that file (closing it would drop the lock, fcntl(2)),
 * and it is never deleted (a waiter may hold the deleted one). Source: sqlite.org/lockingv3.html.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** A lock that is collected as garbage is given back, so they are kept here. */
const held = new Set<DatabaseSync>();

/** Takes the lock and answers how to give it back; throws when a living process holds it. */
export function lockDirectory(dataDir: string): () => void {
  const notePath = join(dataDir, "owner.pid");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(dataDir, "owner.lock"));
    lock.exec("begin exclusive");
    writeFileSync(notePath, `${process.pid} ${hostname()}`);
  } catch (cause) {
    lock?.close();
    if ((cause as { errcode?: unknown }).errcode !== SQLITE_BUSY)
      throw new Error(`${dataDir} cannot be locked. It must be a folder that this process may write to.`, { cause });
    throw new Error(`${dataDir} is in use by ${holderOf(notePath)}. Stop it first, or set DATA_DIR to another folder.`);
  }
  const taken = lock;
  held.add(taken);
  return () => {
    if (!held.delete(taken)) return;
    rmSync(notePath, { force: true });
    taken.close();
  };
}

/** The note is for people: it may be a moment older than the lock. */
function holderOf(notePath: string): string {
  try {
    const [pid, host] = readFileSync(notePath, "utf8").split(" ");
    return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  } catch {
    // The holder has not written it yet, or just let go.
    return "another process";
  }
}
