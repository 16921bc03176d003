/** Brings a database to the newest schema: our migrations in order, each once, under one advisory lock. */
import { runMigrations as migrateWorker } from "graphile-worker";
import type pg from "pg";
import { dataModel } from "./migrations/001-data-model.ts";
import { authTables } from "./migrations/002-auth-tables.ts";

const MIGRATIONS: { id: string; sql: string }[] = [
  { id: "001-data-model", sql: dataModel },
  { id: "002-auth-tables", sql: authTables },
];

const LOCK_KEY = 727_001;

/**
 * Applies what is missing and answers the ids applied.
 *
 * Rules   safe to run from several processes at once; a failed migration leaves nothing behind
 * Errors  the database's own error, with the migration's id in front
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect();
  const applied: string[] = [];
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK_KEY]);
    await client.query(
      "create table if not exists schema_migrations (id text primary key, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<{ id: string }>("select id from schema_migrations");
    const done = new Set(rows.map((row) => row.id));
    for (const migration of MIGRATIONS) {
      if (done.has(migration.id)) continue;
      await applyOne(client, migration);
      applied.push(migration.id);
    }
    await migrateWorker({ pgPool: pool });
    return applied;
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK_KEY]);
    client.release();
  }
}

async function applyOne(client: pg.PoolClient, migration: { id: string; sql: string }): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("insert into schema_migrations (id) values ($1)", [migration.id]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migration ${migration.id} failed`, { cause: error });
  }
}

/** True when every migration this code knows is in the database. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ id: string }>("select id from schema_migrations");
  const done = new Set(rows.map((row) => row.id));
  return MIGRATIONS.every((migration) => done.has(migration.id));
}
