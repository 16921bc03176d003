/**
 * Resident memory of the server's process while nothing happens, ten seconds after it was ready; Postgres has its own
 * processes. Against bare Express with a pool of connections to the same kind of database.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../db/embedded.ts";
import { buildApp } from "../scripts/build-app.ts";
import type { BenchResult } from "./bench.ts";
import { type MeasuredChild, startScript, startServer } from "./child.ts";

const IDLE_MS = 10_000;
const GOAL_MB = 200;

export async function benchIdleMemory(): Promise<BenchResult[]> {
  await buildApp({ isForced: false });
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-idle-"));
  try {
    // The first start creates the database, which is not what an idle server has just done.
    await (await startServer(dataDir)).stop();
    const value = await idleMb(() => startServer(dataDir));
    const database = await startEmbedded({ dataDir });
    const yardstick = await idleMb(() => startScript(bareServer(database.connectionString))).finally(database.stop);
    return [
      {
        name: "idle-memory",
        value,
        unit: "MB",
        yardstick: { name: "bare express and pg", value: yardstick },
        ratio: value / yardstick,
        goal: `< ${GOAL_MB} MB`,
        ok: value < GOAL_MB,
      },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function idleMb(start: () => Promise<MeasuredChild>): Promise<number> {
  const child = await start();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const megabytes = child.rssMb();
  await child.stop();
  return megabytes;
}

function bareServer(connectionString: string): string {
  return `
    import express from "express";
    import pg from "pg";
    const pool = new pg.Pool({ connectionString: ${JSON.stringify(connectionString)}, max: 20 });
    const web = express();
    web.get("/readyz", async (request, response) => response.json((await pool.query("select 1 as one")).rows));
    const server = web.listen(Number(process.env.PORT));
    process.on("SIGTERM", () => { server.close(); server.closeAllConnections(); void pool.end().then(() => process.exit(0)); });`;
}
