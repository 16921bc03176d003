/** A lock that lives as long as its connection: a killed process gives it back at once, unlike a lease. */
import type { DatabaseClient } from "./client.ts";

/** Runs the work alone under this name; undefined when somebody else does already. */
export async function withSessionLock<T>(
  db: DatabaseClient,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await db.pool.connect();
  let isHeld = false;
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as held", [name]);
    isHeld = rows[0]?.held === true;
    return isHeld ? await work() : undefined;
  } finally {
    // A connection that held a lock is closed when unlocking fails: the lock must not return to the pool.
    const isFree =
      !isHeld ||
      (await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [name]).then(
        () => true,
        () => false,
      ));
    client.release(!isFree);
  }
}
