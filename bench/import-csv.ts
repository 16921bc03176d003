/**
 * 100,000 rows from upload to leads, against the bare steps in one script: csv-parse, COPY into a staging table,
 * one INSERT … SELECT into a copy of the leads with its indexes. Both on the same embedded Postgres.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import pg from "pg";
import { from } from "pg-copy-streams";
import pino from "pino";
import { loadConfig } from "../app/config.server.ts";
import type { AppContext } from "../app/context.ts";
import { createSecretBox } from "../app/credentials/secret-box.ts";
import type { Actor } from "../app/domain/actor.ts";
import { newId } from "../app/domain/ids.ts";
import { runImport } from "../app/use-cases/leads/run-import.server.ts";
import { startImport } from "../app/use-cases/leads/start-import.server.ts";
import { storeUpload } from "../app/use-cases/leads/store-upload.server.ts";
import { type DatabaseClient, openDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { type BenchResult, median, secondsOf } from "./bench.ts";
import { insertWorkspace } from "./workspace.ts";

const ROWS = 100_000;
const MEMORY_GOAL_MB = 100;

export async function benchImportCsv(): Promise<BenchResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "leadbitz-bench-"));
  const server = await startEmbedded({ dataDir });
  try {
    const pool = new pg.Pool({ connectionString: server.connectionString, max: 2 });
    await migrate(pool);
    await pool.end();
    const db = openDatabase({ connectionString: server.connectionString, maxConnections: 8, onError: () => undefined });
    try {
      return await measure(db, server.connectionString);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(db: DatabaseClient, connectionString: string): Promise<BenchResult[]> {
  const [bare, ours, growths]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < 3; round += 1) {
    bare.push(await secondsOf(() => bareSteps(connectionString)));
    const actor = await insertWorkspace(db);
    const memory = watchMemory();
    ours.push(await secondsOf(() => importFile(db, actor)));
    growths.push(memory.growthMb());
    await db.pool.query(
      "truncate leads, lead_imports, lead_import_files, lead_import_rows, lead_import_rejects, lead_import_changes, lead_sources cascade",
    );
  }
  bare.push(await secondsOf(() => bareSteps(connectionString)));
  const [value, yardstick] = [ROWS / median(ours), ROWS / median(bare)];
  const growth = median(growths);
  return [
    {
      name: "import-csv",
      value,
      unit: "rows/s",
      yardstick: { name: "bare steps", value: yardstick },
      ratio: value / yardstick,
      goal: "ratio ≥ 0.5",
      ok: value / yardstick >= 0.5,
    },
    {
      name: "import-csv memory",
      value: growth,
      unit: "MB",
      yardstick: { name: "goal", value: MEMORY_GOAL_MB },
      ratio: growth / MEMORY_GOAL_MB,
      goal: `< ${MEMORY_GOAL_MB} MB`,
      ok: growth < MEMORY_GOAL_MB,
    },
  ];
}

const HEADER =
  "First Name,Last Name,Title,Company,Email,Industry,Person Linkedin Url,Website,City,Country,Mobile Phone";

/** A usual export: a company has some 20 people. */
async function* fileParts(): AsyncGenerator<Buffer> {
  let part = `${HEADER}\r\n`;
  for (let index = 0; index < ROWS; index += 1) {
    const company = index % 5_000;
    part += `Ana${index % 997},"Löwe, ${index % 1_009}",Head of Sales ${index % 37},Company ${company} GmbH,ana${index}@company${company}.example,banking,http://www.linkedin.com/in/ana-${index},https://www.company${company}.example,Berlin,Germany,'+49 30 ${index}\r\n`;
    if (part.length > 64 * 1024) {
      yield Buffer.from(part);
      part = "";
    }
  }
  yield Buffer.from(part);
}

async function importFile(db: DatabaseClient, actor: Actor): Promise<void> {
  const app = appOf(db);
  const stored = await storeUpload(app, actor, { fileName: "bench.csv", chunks: fileParts() });
  if (!stored.ok) throw new Error(stored.reason);
  await startImport(app, actor, { importId: stored.importId });
  const ran = await runImport(app, { workspaceId: actor.workspaceId, importId: stored.importId });
  if (ran.outcome !== "completed" || ran.counts.created !== ROWS)
    throw new Error(`the import ended otherwise: ${JSON.stringify(ran)}`);
}

function appOf(db: DatabaseClient): AppContext {
  const { config, secrets } = loadConfig({ NODE_ENV: "test", APP_URL: "http://localhost:3000" });
  const secretBox = createSecretBox(randomBytes(32).toString("base64"));
  const clock = { isVirtual: false, now: async () => new Date() };
  const nobody = {} as AppContext["providers"] & AppContext["identity"];
  return {
    db,
    config,
    secrets,
    secretBox,
    clock,
    log: pino({ level: "silent" }),
    providers: nobody,
    identity: nobody,
    simulator: () => Promise.reject(new Error("this bench simulates nothing")),
    workerId: "bench",
    stopping: new AbortController().signal,
  };
}

const BARE_COLUMNS =
  "first_name, last_name, title, company_name, email, industry, linkedin_url, website, city, country, phone";

async function bareSteps(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const text = BARE_COLUMNS.split(", ")
    .map((column) => `${column} text`)
    .join(", ");
  await client.query(
    `drop table if exists bare_rows, bare_leads; create unlogged table bare_rows (${text}); create table bare_leads (like leads including all)`,
  );
  const parser = Readable.from(fileParts()).pipe(parse({ from_line: 2 }));
  await pipeline(Readable.from(bareLines(parser)), client.query(from(`copy bare_rows (${BARE_COLUMNS}) from stdin`)));
  await client.query(`insert into bare_leads (workspace_id, id, ${BARE_COLUMNS})
    select '${newId()}', gen_random_uuid(), ${BARE_COLUMNS} from bare_rows on conflict do nothing`);
  await client.query("drop table bare_rows, bare_leads");
  await client.end();
}

async function* bareLines(records: AsyncIterable<string[]>): AsyncGenerator<string> {
  let part = "";
  for await (const record of records) {
    part += `${record.map((cell) => cell.replace(/[\\\t\n\r]/g, " ")).join("\t")}\n`;
    if (part.length > 64 * 1024) {
      yield part;
      part = "";
    }
  }
  yield part;
}

function watchMemory() {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  return {
    growthMb() {
      clearInterval(timer);
      return (most - before) / 2 ** 20;
    },
  };
}
