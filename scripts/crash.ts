/** The kill matrix: npm run crash -- --runs N --seed S [--divisor D] [--transport gmail]. The last line is JSON. */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { DIRECT_CELLS, DRAFT_CELLS } from "../tests/setup/crash/cells.ts";
import type { Checked } from "../tests/setup/crash/checker.ts";
import { CLOCK_CELLS, DIRECT_CLOCK_CELLS } from "../tests/setup/crash/clock.ts";
import { crashRun } from "../tests/setup/crash/crash-run.ts";
import { percentile } from "../tests/setup/crash/percentile.ts";
import { smtp } from "../tests/setup/crash/smtp-provider.ts";
import { gmail, graph } from "../tests/setup/crash/transport.ts";
import { buildApp } from "./build-app.ts";
import { bringMailServers, findMailServers } from "./find-mail-servers.ts";

bringMailServers();
const programs = findMailServers();
const TRANSPORTS = [gmail, graph, ...(programs ? [smtp(programs)] : [])];

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "50" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    divisor: { type: "string", default: "40" },
    sends: { type: "string", default: "10" },
    transport: { type: "string" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const runsPerK = Number(values.runs);
const divisor = Number(values.divisor);
const say = (line: string) => process.stdout.write(`${line}\n`);

const stopping = new AbortController();
for (const name of ["SIGTERM", "SIGINT"] as const) {
  // Once: the run ends tidily. Twice: at once, and what it started ends with it.
  process.once(name, () => stopping.abort(new Error(`Stopped by ${name}.`)));
}

await buildApp({ isForced: false });
const results: Checked[] = [];
for (const transport of TRANSPORTS.filter((each) => !values.transport || each.name === values.transport)) {
  const { ks, because } = transport.without;
  if (ks.length > 0) say(`${transport.name} is without ${ks.join(", ")}: ${because}`);
  for (const [isByTheClock, all] of [
    [false, transport.name === "smtp" ? DIRECT_CELLS : DRAFT_CELLS],
    [true, transport.name === "smtp" ? DIRECT_CLOCK_CELLS : CLOCK_CELLS],
  ] as const) {
    const only = values.only;
    const cells = all.filter((cell) => !only || `${cell.k} ${cell.name}`.startsWith(only));
    if (cells.length === 0) continue;
    say(`${transport.name}, seed ${seed}, intervals divided by ${divisor}`);
    let told = 0;
    const checked = await crashRun({
      transport,
      cells,
      isByTheClock,
      runsPerK,
      isWhole: true,
      seed,
      divisor,
      sendsPerRun: Number(values.sends),
      signal: stopping.signal,
      withinMs: Number(process.env.CRASH_WITHIN_MS ?? 12 * 3_600_000),
      tell: (line) => {
        if (Date.now() - told < 5_000) return;
        told = Date.now();
        say(`  ${line}`);
      },
    });
    say(
      JSON.stringify({
        ...checked,
        broken: checked.broken.length,
        blows: undefined,
        recoveryMs: percentile(checked.recoveryMs, 0.99),
        slowest: undefined,
      }),
    );
    for (const line of checked.slowest) say(`  ${line}`);
    for (const line of checked.broken) say(`  BROKEN ${line}`);
    results.push(checked);
  }
}
const sum = (of: (result: Checked) => number) => results.reduce((total, result) => total + of(result), 0);
const summary = {
  runs: sum((result) => result.runs),
  sends: sum((result) => result.sends),
  faults: sum((result) => result.faults),
  duplicates: sum((result) => result.duplicates),
  lost: sum((result) => result.lost),
  uncertain: sum((result) => result.uncertain),
  recoveryP99Ms: percentile(
    results.flatMap((result) => result.recoveryMs),
    0.99,
  ),
};
const isBroken = results.some((result) => result.broken.length > 0);
say(JSON.stringify(summary));
process.exit(isBroken ? 1 : 0);
