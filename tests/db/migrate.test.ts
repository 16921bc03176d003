import { describe, expect, it } from "vitest";
import { newId } from "../../app/domain/ids.ts";
import { enqueue } from "../../db/enqueue.ts";
import { isMigrated, migrate } from "../../db/migrate.ts";
import { inTransaction, scopeOf } from "../../db/scope.ts";
import { testDatabase } from "../setup/database.ts";

const db = await testDatabase();

describe("migrations", () => {
  it("are all in a fresh database and apply only once", async () => {
    expect(await isMigrated(db.pool)).toBe(true);
    expect(await migrate(db.pool)).toEqual([]);
  });

  it("give every tenant table the workspace first in its primary key", async () => {
    const { rows } = await db.pool.query<{ table: string; first: string }>(`
      select c.relname as table, a.attname as first from pg_index i
      join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indisprimary and n.nspname = 'public'
      and exists (select 1 from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')`);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.first !== "workspace_id" && row.table !== "sessions")).toEqual([]);
  });

  it("refuse a row that points into another workspace", async () => {
    const [a, b, inbox] = [newId(), newId(), newId()];
    await db.pool.query("insert into workspaces (id, name) values ($1, 'A'), ($2, 'B')", [a, b]);
    await db.pool.query(
      "insert into inbox_connections (workspace_id, id, provider, email) values ($1, $2, 'gmail', 'a@a.test')",
      [a, inbox],
    );
    await expect(
      db.pool.query("insert into inbox_days (workspace_id, inbox_id, local_on, cap) values ($1, $2, '2026-01-01', 5)", [
        b,
        inbox,
      ]),
    ).rejects.toThrow(/foreign key/);
  });
});

describe("enqueue", () => {
  it("leaves no job behind when the transaction fails", async () => {
    const scope = scopeOf(db, newId());
    const failing = inTransaction(scope, async (scope) => {
      await enqueue(scope, "tick", {});
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    const { rows } = await db.pool.query("select count(*) as n from graphile_worker._private_jobs");
    expect(rows[0].n).toBe(0);
  });
});
