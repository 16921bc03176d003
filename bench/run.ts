/** Runs the benchmarks (or the named one), prints a table and writes bench/results.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { BenchResult } from "./bench.ts";

const RUNS: Record<string, () => Promise<BenchResult[]>> = {
  "import-csv": async () => (await import("./import-csv.ts")).benchImportCsv(),
  ready: async () => (await import("./ready.ts")).benchReady(),
  "idle-memory": async () => (await import("./idle-memory.ts")).benchIdleMemory(),
  tick: async () => (await import("./tick.ts")).benchTick(),
  push: async () => (await import("./push.ts")).benchPush(),
  simulation: async () => (await import("./simulation.ts")).benchSimulation(),
};

const only = process.argv[2];
if (only !== undefined && !(only in RUNS)) {
  process.stderr.write(`There is no benchmark "${only}". There are: ${Object.keys(RUNS).join(", ")}.\n`);
  process.exit(1);
}

const results: BenchResult[] = [];
for (const [name, run] of Object.entries(RUNS)) {
  if (only !== undefined && only !== name) continue;
  process.stdout.write(`${name} …\n`);
  results.push(...(await run()));
}

const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
mkdirSync("bench", { recursive: true });
const FILE = "bench/results.json";
const names = new Set(results.map((result) => result.name));
// What was measured in this run takes the place of its name; the other benchmarks keep their last results.
const kept = storedResults().filter((result) => !names.has(result.name));
const stored = { machine, at: new Date().toISOString(), results: [...kept, ...results] };
writeFileSync(FILE, `${JSON.stringify(stored, null, 2)}\n`);

const rows = results.map((result) => [
  result.name,
  `${number(result.value)} ${result.unit}`,
  `${number(result.yardstick.value)} ${result.unit} (${result.yardstick.name})`,
  number(result.ratio),
  result.goal,
  result.ok ? "ok" : "MISSED",
]);
const table = [["name", "value", "yardstick", "ratio", "goal", ""], ...rows];
const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
for (const row of table)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()}\n`,
  );
process.exit(results.every((result) => result.ok) ? 0 : 1);

function storedResults(): BenchResult[] {
  if (!existsSync(FILE)) return [];
  return (JSON.parse(readFileSync(FILE, "utf8")) as { results: BenchResult[] }).results;
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
