/**
 * One tick's decisions over 1,000,000 planned mails, 20,000 of them due, and 1,000 inboxes, half of which rest after a mail, each
 * decided once; over a tenth of the mails before, and over ten times as many after (BENCH_LARGE=1, half an hour). Beside the bare statement that touches the same places: the row of
 * each inbox and, by the index, its mail that is due longest. The plans of the tick's statements are printed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type DecidedInbox, decideInboxes } from "../app/use-cases/system/decide-inboxes.server.ts";
import { type DatabaseClient, openDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { explainTick } from "../db/queries/system/send-heads.ts";
import { systemScope } from "../db/scope.ts";
import { type BenchResult, median, percentile } from "./bench.ts";
import { BENCH_NOW, INBOXES, makeTickWorld } from "./tick-world.ts";

const JOBS = 1_000_000;
const ROUNDS = 200;
const ROUNDS_PER_BLOCK = 20;
const WARM_ROUNDS = 10;
const GOAL_MS = 50;
const GOAL_GROWTH = 1.5;

type Measured = { p95: number; bareP95: number; plans: string[] };

export async function benchTick(): Promise<BenchResult[]> {
  const tenth = await measure(JOBS / 10);
  const whole = await measure(JOBS);
  for (const plan of whole.plans) process.stdout.write(`${plan}\n\n`);
  const tick: BenchResult = {
    name: "tick",
    value: whole.p95,
    unit: "ms",
    yardstick: { name: "bare statement", value: whole.bareP95 },
    ratio: whole.p95 / whole.bareP95,
    goal: `< ${GOAL_MS} ms`,
    ok: whole.p95 < GOAL_MS,
  };
  const results = [tick, growth("tick, from a tenth of the jobs", tenth, whole)];
  if (process.env.BENCH_LARGE !== "1") return results;
  return [...results, growth("tick, to ten times the jobs", whole, await measure(JOBS * 10))];
}

function growth(name: string, small: Measured, large: Measured): BenchResult {
  const ratio = large.p95 / small.p95;
  return {
    name,
    value: large.p95,
    unit: "ms",
    yardstick: { name: "tick of fewer jobs", value: small.p95 },
    ratio,
    goal: `ratio ≤ ${GOAL_GROWTH}`,
    ok: ratio <= GOAL_GROWTH,
  };
}

async function measure(jobs: number): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-bench-"));
  const server = await startEmbedded({ dataDir, isDurable: false });
  try {
    const pool = new pg.Pool({ connectionString: server.connectionString, max: 2 });
    await migrate(pool);
    await pool.end();
    const startedAt = performance.now();
    await makeTickWorld(server.connectionString, jobs);
    process.stdout.write(
      `  ${jobs.toLocaleString("en-US")} mails made in ${Math.round((performance.now() - startedAt) / 1_000)} s\n`,
    );
    const db = openDatabase({ connectionString: server.connectionString, maxConnections: 4, onError: () => undefined });
    try {
      return await ticks(db);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ticks(db: DatabaseClient): Promise<Measured> {
  const app = { db, clock: { isVirtual: true, now: async () => BENCH_NOW } };
  let decided: DecidedInbox[] = [];
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_ROUNDS; round++) decided = await decideInboxes(app);
  // By turns, so that whatever else the machine does hits both; in blocks, so that neither finds the other's pages in memory.
  for (let block = 0; block < ROUNDS / ROUNDS_PER_BLOCK; block++) {
    for (let round = 0; round < ROUNDS_PER_BLOCK; round++) ours.push(await msOf(() => decideInboxes(app)));
    for (let round = 0; round < ROUNDS_PER_BLOCK; round++)
      bare.push(await msOf(() => db.pool.query(BARE, [BENCH_NOW])));
  }
  if (decided.length !== INBOXES) throw new Error(`${decided.length} inboxes were decided.`);
  const count = (kind: string) => decided.filter(({ decision }) => decision.kind === kind).length;
  process.stdout.write(
    `  send ${count("send")}, wait ${count("wait")}, none ${count("none")}; median ${median(ours).toFixed(1)} ms\n`,
  );
  return {
    p95: percentile(ours, 95),
    bareP95: percentile(bare, 95),
    plans: await explainTick(systemScope(db), decided, BENCH_NOW),
  };
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const BARE = `
  select i.*, j.* from inbox_connections i cross join lateral (
    select * from send_jobs j where j.workspace_id = i.workspace_id and j.inbox_id = i.id and j.kind = 'sequence' and j.status in ('scheduled', 'prepared') and j.due_at <= $1
    order by j.due_at limit 1) j
  where i.status = 'active'`;
