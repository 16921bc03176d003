/**
 * What the tests run of the matrix, by one seed. `npm test` has time for each K once on Gmail; MATRIX=whole runs each K three
 * times on every transport, in two lanes.
 */
import { findMailServers } from "../../../scripts/find-mail-servers.ts";
import { type Cell, DIRECT_CELLS, DRAFT_CELLS, type K } from "./cells.ts";
import { CLOCK_CELLS, DIRECT_CLOCK_CELLS } from "./clock.ts";
import type { CrashOptions } from "./crash-run.ts";
import { smtp } from "./smtp-provider.ts";
import { gmail, graph } from "./transport.ts";

/** The ordinary run tells the same story each time; another seed tells another one. */
export const SEED = Number(process.env.CRASH_SEED ?? 7);
const IS_WHOLE = process.env.MATRIX === "whole";
export const RUNS_PER_K = IS_WHOLE ? 3 : 1;
export const WITHIN_MS = (IS_WHOLE ? 30 : 8) * 60_000;
/** Lease 4 s, time-out of a call 1 s, so that a busy machine finds the time for a mail. Real servers take longer. */
const DIVISOR = 30;
const DIRECT_DIVISOR = 20;

/** All but K12, which has worlds of its own. */
export const POINTS: K[] = ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K13", "K14"];
/** In any case, whatever the seed leaves out. */
const more = (cell: Cell) => (IS_WHOLE && cell.name === "disk full" ? 1 : 0);

export type Matrix = { name: string; options: CrashOptions };

const ALL = { runsPerK: RUNS_PER_K, isWhole: false, seed: SEED, divisor: DIVISOR, sendsPerRun: 1, withinMs: WITHIN_MS };
const CLOCK = { ...ALL, isByTheClock: true };
const GMAIL: Matrix = { name: "Gmail", options: { ...ALL, transport: gmail, cells: DRAFT_CELLS, more } };
const GRAPH: Matrix = { name: "Graph", options: { ...ALL, transport: graph, cells: DRAFT_CELLS } };
const BY_THE_CLOCK: Matrix[] = [
  { name: "Gmail by the clock", options: { ...CLOCK, transport: gmail, cells: CLOCK_CELLS } },
  { name: "Graph by the clock", options: { ...CLOCK, transport: graph, cells: CLOCK_CELLS } },
];
const programs = findMailServers();
const direct = programs && { transport: smtp(programs), divisor: DIRECT_DIVISOR };
const SMTP: Matrix[] = direct ? [{ name: "SMTP", options: { ...ALL, ...direct, cells: DIRECT_CELLS } }] : [];
const SMTP_BY_THE_CLOCK: Matrix[] = direct
  ? [{ name: "SMTP by the clock", options: { ...CLOCK, ...direct, cells: DIRECT_CLOCK_CELLS } }]
  : [];
/** Each world mostly waits: for a lease to end, for a worker to start. Two at once are what two cores bear. */
export const LANES = IS_WHOLE
  ? [
      [GMAIL, ...BY_THE_CLOCK],
      [...SMTP, GRAPH, ...SMTP_BY_THE_CLOCK],
    ]
  : [[GMAIL]];
