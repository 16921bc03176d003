import { describe, expect, it } from "vitest";
import { checkReadiness } from "../../../app/use-cases/system/check-readiness.server.ts";
import { openDatabase } from "../../../db/client.ts";
import { testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);

const beat = (ago: string) =>
  db.pool.query(
    "insert into worker_heartbeats values ('w', now(), now() - $1::interval) on conflict (worker_id) do update set beat_at = excluded.beat_at",
    [ago],
  );

describe("readiness", () => {
  it("waits for a sign of life of the worker", async () => {
    expect(await checkReadiness(app)).toEqual({ ok: false, database: true, migrations: true, worker: "silent" });
    await beat("89 seconds");
    expect(await checkReadiness(app)).toMatchObject({ ok: true, worker: "alive" });
    await beat("91 seconds");
    expect(await checkReadiness(app)).toMatchObject({ ok: false, worker: "silent" });
  });

  it("does not ask for one where only the web runs", async () => {
    const web = { ...app, config: { ...app.config, process: "web" as const } };
    expect(await checkReadiness(web)).toMatchObject({ ok: true, worker: "none" });
  });

  it("says no when the database is away or behind", async () => {
    const away = openDatabase({
      connectionString: "postgres://nobody@127.0.0.1:9/none",
      maxConnections: 1,
      onError: () => undefined,
    });
    expect(await checkReadiness({ ...app, db: away })).toMatchObject({ ok: false, database: false });
    await away.close();
    await db.pool.query("delete from schema_migrations where id like '002%'");
    expect(await checkReadiness(app)).toMatchObject({ ok: false, database: true, migrations: false });
  });
});
