/**
 * From the start of the process to the first 200 of /readyz, on a data directory that exists: the embedded database
 * stopped in order, its schema current. Against a bare web server that starts the same embedded database.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../scripts/build-app.ts";
import { type BenchResult, median } from "./bench.ts";
import { type MeasuredChild, startScript, startServer } from "./child.ts";

const ROUNDS = 5;
const GOAL_MS = 2_000;

export async function benchReady(): Promise<BenchResult[]> {
  await buildApp({ isForced: false });
  const [oursDir, bareDir] = [
    mkdtempSync(join(tmpdir(), "leadbitz-ready-")),
    mkdtempSync(join(tmpdir(), "bare-ready-")),
  ];
  try {
    const starts = { ours: () => startServer(oursDir), bare: () => startScript(bareServer(bareDir)) };
    await readyAfter(starts.ours);
    await readyAfter(starts.bare);
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await readyAfter(starts.ours));
      bare.push(await readyAfter(starts.bare));
    }
    const [value, yardstick] = [median(ours), median(bare)];
    return [
      {
        name: "ready",
        value,
        unit: "ms",
        yardstick: { name: "bare server and database", value: yardstick },
        ratio: value / yardstick,
        goal: `< ${GOAL_MS} ms`,
        ok: value < GOAL_MS,
      },
    ];
  } finally {
    for (const dir of [oursDir, bareDir]) rmSync(dir, { recursive: true, force: true });
  }
}

async function readyAfter(start: () => Promise<MeasuredChild>): Promise<number> {
  const child = await start();
  await child.stop();
  return child.readyAfterMs;
}

function bareServer(dataDir: string): string {
  const module = join(import.meta.dirname, "../db/embedded.ts");
  return `
    import { createServer } from "node:http";
    import { startEmbedded } from ${JSON.stringify(module)};
    const database = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    createServer((request, response) => response.end("ok")).listen(Number(process.env.PORT));
    process.on("SIGTERM", async () => { await database.stop(); process.exit(0); });`;
}
