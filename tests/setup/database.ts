/** A database of its own for a test file: a clone of the migrated template, dropped at the end. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { type DatabaseClient, openDatabase } from "../../db/client.ts";

export async function testDatabase(): Promise<DatabaseClient & { connectionString: string }> {
  const templateUrl = inject("databaseUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runAsAdmin(templateUrl, `create database ${name} template leadbitz strategy wal_log`);
  const connectionString = templateUrl.replace("/leadbitz?", `/${name}?`);
  const client = openDatabase({ connectionString, maxConnections: 8, onError: () => undefined });
  afterAll(async () => {
    await client.close();
    await runAsAdmin(templateUrl, `drop database ${name} with (force)`);
  });
  return { ...client, connectionString };
}

async function runAsAdmin(templateUrl: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: templateUrl.replace("/leadbitz?", "/postgres?") });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
