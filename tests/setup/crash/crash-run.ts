/** One crash run over one transport: mail flows until every blow of the plan has fallen and enough was sent; then it ends. */
import { setTimeout as wait } from "node:timers/promises";
import type { Cell, K } from "./cells.ts";
import { type Checked, checkCrash } from "./checker.ts";
import { BY_THE_CLOCK, CLOCK_STARTS_AT, moveClock, setClock, VIRTUAL_CLOCK } from "./clock.ts";
import { startCrashWorld } from "./crash-world.ts";
import { AT_ONCE, type Mailing } from "./mailing.ts";
import { planRuns } from "./plan.ts";
import { randomOf } from "./random.ts";
import { FINAL } from "./strike-world.ts";
import type { Transport } from "./transport.ts";

const TICK_MS = 500;
/** So many steps of the clock without a mail, and it leaps to the next one. */
const IDLE_STEPS = 4;

export type CrashOptions = {
  transport: Transport;
  cells: Cell[];
  runsPerK: number | ((k: K) => number);
  /** Each cell at least once, however many a K has. */
  isWhole: boolean;
  more?: (cell: Cell) => number;
  seed: number;
  divisor: number;
  /** true: under a stored clock that jumps, with a window and a small cap; false: real time, no window, no gap. */
  isByTheClock?: boolean;
  /** Fewer than the transport's own number, for a run that strikes only a few times. */
  leadsPerCampaign?: number;
  /** At least so many mails for each blow. */
  sendsPerRun: number;
  withinMs: number;
  tell?: (line: string) => void;
  /** Ends the run, tidily and without a result. */
  signal?: AbortSignal;
};

export async function crashRun(options: CrashOptions): Promise<Checked> {
  const random = randomOf(options.seed);
  const { hasReadBack, edit } = options.transport;
  const isThere = ({ k, name, at }: Cell) =>
    (hasReadBack || at !== "read_back") && (edit || `${k} ${name}` !== "K13 edit");
  const cells = options.cells.filter(isThere);
  // So many open mails are always wanted: fewer, and no call comes that a blow could meet.
  const leads = options.leadsPerCampaign ?? options.transport.leadsPerCampaign;
  const runs = planRuns(random, cells, options);
  const isByTheClock = options.isByTheClock ?? false;
  const byTheClock = isByTheClock ? { style: BY_THE_CLOCK, env: VIRTUAL_CLOCK } : {};
  const world = await startCrashWorld({ ...options, ...byTheClock, runs, random });
  const { nemesis, fleet, strikes } = world;
  const wanted = runs.length * options.sendsPerRun;
  const mailings: Mailing[] = [];
  const until = Date.now() + options.withinMs;
  const endedAtMs = new Map<string, number>();
  const { ticksPerHour } = options.transport;
  let ticks = 0;
  let idleSteps = 0;
  let lastProgress = 0;
  try {
    if (isByTheClock) await setClock(strikes.database, CLOCK_STARTS_AT);
    for (let isDone = false; !isDone; await wait(TICK_MS)) {
      options.signal?.throwIfAborted();
      if (Date.now() > until) {
        nemesis.problems.push(`The run did not end within ${options.withinMs / 1000} s.`);
        break;
      }
      const open = await countOpen();
      const isWanted = nemesis.leftCount() > 0 || mailings.length * leads * 2 < wanted;
      if (isWanted && open < leads) await nemesis.spare(launch);
      if (isByTheClock) await goOnInTime();
      await world.wakeAll();
      await noteEnds();
      options.tell?.(
        `${fleet.slots.map((slot) => (slot.isUp() ? slot.name : "-")).join("")} ${nemesis.blows.length}/${runs.length} blows, ${open} mails open`,
      );
      isDone = !isWanted && open === 0;
    }
    await tidyUp();
    return await checkCrash({ world, mailings, endedAtMs, runs, style: isByTheClock ? BY_THE_CLOCK : AT_ONCE });
  } finally {
    await world.stop();
  }

  /** By turns for the two companies, so that each may be mistaken for the other. */
  async function launch(): Promise<void> {
    const company = world.companies[mailings.length % world.companies.length];
    if (company) mailings.push(await company.launch({ leads }));
  }

  async function goOnInTime(): Promise<void> {
    ticks += 1;
    if (ticks % ticksPerHour !== 0) return;
    const progress = nemesis.blows.length + (await countFinal());
    idleSteps = progress === lastProgress ? idleSteps + 1 : 0;
    lastProgress = progress;
    await moveClock(strikes.database, { isLeaping: idleSteps >= IDLE_STEPS });
  }

  async function countOpen(): Promise<number> {
    return count("select count(*)::int as count from send_jobs where status <> all($1)");
  }

  async function countFinal(): Promise<number> {
    return count("select count(*)::int as count from send_jobs where status = any($1)");
  }

  async function count(query: string): Promise<number> {
    const [row] = await strikes.database.ask<{ count: number }>(query, [FINAL]);
    return row?.count ?? 0;
  }

  /** When each struck mail was first seen to be final. */
  async function noteEnds(): Promise<void> {
    const waiting = nemesis.blows.map((blow) => blow.sendJobId).filter((id) => !endedAtMs.has(id));
    const rows = await strikes.database.ask<{ id: string }>(
      "select id from send_jobs where id = any($1::uuid[]) and status = any($2)",
      [waiting, FINAL],
    );
    for (const row of rows) endedAtMs.set(row.id, Date.now());
  }

  /** Orphan drafts are swept, as each night. */
  async function tidyUp(): Promise<void> {
    for (const until = Date.now() + 30_000; Date.now() < until && !fleet.areAllUp(); ) await wait(100);
    await world.enqueue("sync_inboxes");
    await world.enqueue("sweep_drafts");
    for (const until = Date.now() + 60_000; Date.now() < until; await wait(200)) {
      const [row] = await strikes.database.ask<{ count: number }>(
        "select count(*)::int as count from graphile_worker.jobs where attempts < max_attempts and run_at < now() + interval '5 seconds'",
      );
      if (row?.count === 0) return;
    }
  }
}
