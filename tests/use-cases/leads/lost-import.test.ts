import { Logger, run } from "graphile-worker";
import { describe, expect, it, vi } from "vitest";
import type { Actor } from "../../../app/domain/actor.ts";
import { runImport } from "../../../app/use-cases/leads/run-import.server.ts";
import { startImport } from "../../../app/use-cases/leads/start-import.server.ts";
import { storeUpload } from "../../../app/use-cases/leads/store-upload.server.ts";
import { undoImport } from "../../../app/use-cases/leads/undo-import.server.ts";
import { sweepImports } from "../../../app/use-cases/system/sweep-imports.server.ts";
import { getLeadImport } from "../../../db/queries/lead-imports.ts";
import { scopeOf } from "../../../db/scope.ts";
import { withSessionLock } from "../../../db/session-lock.ts";
import { taskList } from "../../../jobs/catalog.ts";
import { insertWorkspace, testApp } from "../../setup/app.ts";
import { testDatabase } from "../../setup/database.ts";

const db = await testDatabase();
const app = testApp(db);

async function queued(): Promise<{ actor: Actor; importId: string }> {
  const actor = await insertWorkspace(db);
  async function* chunks() {
    yield Buffer.from("email,name\nana@acme.test,Ana\n");
  }
  const stored = await storeUpload(app, actor, { fileName: "leads.csv", chunks: chunks() });
  if (!stored.ok) throw new Error(stored.reason);
  await startImport(app, actor, stored);
  return { actor, importId: stored.importId };
}

async function setJob(importId: string, change: string): Promise<void> {
  await db.pool.query(`update graphile_worker._private_jobs set ${change} where key like '%' || $1`, [importId]);
}

async function found(actor: Actor, importId: string) {
  return getLeadImport(scopeOf(db, actor.workspaceId), importId);
}

describe("an import whose job gave out", () => {
  it("waits while its job has tries left, is worked on, or a run of it goes on", async () => {
    const { actor, importId } = await queued();
    expect(await sweepImports(app)).toEqual({ givenUpCount: 0 });
    await setJob(importId, "attempts = max_attempts, locked_at = now(), locked_by = 'worker'");
    expect(await sweepImports(app)).toEqual({ givenUpCount: 0 });
    await setJob(importId, "locked_at = null, locked_by = null");
    const inRun = await withSessionLock(db, `import_leads:${importId}`, () => sweepImports(app));
    expect(inRun).toEqual({ givenUpCount: 0 });
    expect((await found(actor, importId)).status).toBe("queued");
  });

  it("ends failed with its reason after the last try broke off, and keeps nothing of the file", async () => {
    const { actor, importId } = await queued();
    await db.pool.query("update lead_imports set status = 'running' where id = $1", [importId]);
    await setJob(importId, "attempts = max_attempts");
    await sweepImports(app);
    const ended = await found(actor, importId);
    expect(ended).toMatchObject({ status: "failed", reason: expect.stringContaining("Upload the file again") });
    expect(ended.finishedAt).not.toBeNull();
    const { rows } = await db.pool.query("select 1 from lead_import_files where import_id = $1", [importId]);
    expect(rows).toEqual([]);
    expect(await runImport(app, { workspaceId: actor.workspaceId, importId })).toMatchObject({ outcome: "skipped" });
    expect(await sweepImports(app)).toEqual({ givenUpCount: 0 });
  });

  it("ends failed when its job is not there at all", async () => {
    const { actor, importId } = await queued();
    await db.pool.query("delete from graphile_worker._private_jobs where key like '%' || $1", [importId]);
    expect(await sweepImports(app)).toEqual({ givenUpCount: 1 });
    expect((await found(actor, importId)).status).toBe("failed");
  });

  it("can be undone again when the undo gave out", async () => {
    const { actor, importId } = await queued();
    await runImport(app, { workspaceId: actor.workspaceId, importId });
    await undoImport(app, actor, { importId });
    expect(await sweepImports(app)).toEqual({ givenUpCount: 0 });
    await setJob(importId, "attempts = max_attempts");
    expect(await sweepImports(app)).toEqual({ givenUpCount: 1 });
    expect(await found(actor, importId)).toMatchObject({ status: "completed", undoStatus: "possible" });
  });

  it("ends failed through the worker itself, when the database refuses its rows each time", async () => {
    const { actor, importId } = await queued();
    await setJob(importId, "attempts = max_attempts - 1");
    await db.pool.query("alter table lead_import_rows add constraint broken check (email <> 'ana@acme.test')");
    const logged = vi.fn();
    const runner = await run({
      pgPool: db.pool,
      taskList: taskList(app),
      noHandleSignals: true,
      pollInterval: 50,
      logger: new Logger(() => (level, message) => logged(level, message)),
    });
    try {
      await vi.waitFor(
        async () => {
          await sweepImports(app);
          expect((await found(actor, importId)).status).toBe("failed");
        },
        { timeout: 15_000, interval: 100 },
      );
    } finally {
      await runner.stop();
      await db.pool.query("alter table lead_import_rows drop constraint broken");
    }
    expect(logged).toHaveBeenCalledWith("error", expect.stringContaining("broken"));
  });
});
