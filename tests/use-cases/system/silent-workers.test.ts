import { describe, expect, it } from "vitest";
import { beatAndUnlock } from "../../../app/use-cases/system/sweep-sends.server.ts";
import { testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);

const lockedCount = async () => {
  const { rows } = await db.pool.query(
    "select count(*)::int as n from graphile_worker.jobs where locked_by = 'silent'",
  );
  return rows[0].n as number;
};

describe("a worker that fell silent", () => {
  it("is remembered until its jobs could be freed", async () => {
    await db.pool.query(
      "insert into worker_heartbeats (worker_id, started_at, beat_at) values ('silent', now(), now() - interval '1 day')",
    );
    await db.pool.query("select graphile_worker.add_job('sync_inboxes')");
    await db.pool.query("update graphile_worker._private_jobs set locked_by = 'silent', locked_at = now()");
    const other = await db.pool.connect();
    await other.query("begin");
    await other.query("select from graphile_worker._private_jobs for update");
    // Somebody else holds the job for longer than a statement waits for a lock.
    await expect(beatAndUnlock(app, ["alive"])).rejects.toThrow(/lock/);
    await other.query("rollback");
    other.release();
    expect(await lockedCount()).toBe(1);

    await beatAndUnlock(app, ["alive"]);
    expect(await lockedCount()).toBe(0);
    const { rows } = await db.pool.query("select worker_id from worker_heartbeats");
    expect(rows).toEqual([{ worker_id: "alive" }]);
  });
});
