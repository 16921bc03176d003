/**
 * What the tests run of the matrix, by one seed, in two lanes. `npm test` strikes at each K three times over Gmail and Graph;
 * MATRIX=whole three times on each transport: on real mail servers a doubtful mail takes a minute and a half to be given up.
 */
import { findMailServers } from "../../../scripts/find-mail-servers.ts";
import { type Cell, DIRECT_CELLS, DRAFT_CELLS, type K } from "./cells.ts";
import { CLOCK_CELLS, DIRECT_CLOCK_CELLS } from "./clock.ts";
import type { CrashOptions } from "./crash-run.ts";
import { smtp } from "./smtp-provider.ts";
import { gmail, graph, type Transport } from "./transport.ts";

/** The ordinary run tells the same story each time; another seed tells another one. */
export const SEED = Number(process.env.CRASH_SEED ?? 7);
const IS_WHOLE = process.env.MATRIX === "whole";
const RUNS_PER_K = 3;
export const WITHIN_MS = (IS_WHOLE ? 30 : 8) * 60_000;
/** Lease 4 s, time-out of a call 1 s, so that a busy machine finds the time for a mail. Real servers take longer. */
const DIVISOR = 30;
const DIRECT_DIVISOR = 20;
/** What is left when the last blow has fallen is only sent. */
const LEADS_OF_A_SHORT_RUN = 24;

/** K12 is struck in worlds of its own, under a clock that jumps. */
export const POINTS: K[] = ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K14"];
/** In any case, whatever the seed leaves out. */
const more = (cell: Cell) => (IS_WHOLE && cell.name === "disk full" ? 1 : 0);

export type Matrix = { name: string; options: CrashOptions; runsOf(k: K): number };

const programs = findMailServers();
const direct = programs && smtp(programs);

const isThere = (transport: Transport, k: K) => !transport.without.ks.includes(k);

/** Gmail has every K, so it makes up for what Graph has not. */
function runsOf(transport: Transport, k: K): number {
  if (!isThere(transport, k)) return 0;
  if (IS_WHOLE) return RUNS_PER_K;
  return transport === graph ? 1 : RUNS_PER_K - (isThere(graph, k) ? 1 : 0);
}

function matrixOf(transport: Transport): Matrix {
  const isDirect = transport === direct;
  const options: CrashOptions = {
    transport,
    cells: isDirect ? DIRECT_CELLS : DRAFT_CELLS,
    runsPerK: (k) => runsOf(transport, k),
    isWhole: false,
    more,
    seed: SEED,
    divisor: isDirect ? DIRECT_DIVISOR : DIVISOR,
    sendsPerRun: 1,
    withinMs: WITHIN_MS,
    ...(IS_WHOLE ? {} : { leadsPerCampaign: LEADS_OF_A_SHORT_RUN }),
  };
  return { name: transport.name, options, runsOf: (k) => (k === "K12" ? 0 : runsOf(transport, k)) };
}

function byTheClock(transport: Transport): Matrix {
  const { name, options } = matrixOf(transport);
  const cells = transport === direct ? DIRECT_CLOCK_CELLS : CLOCK_CELLS;
  return {
    name: `${name} by the clock`,
    options: { ...options, cells, runsPerK: RUNS_PER_K, isByTheClock: true },
    runsOf: (k) => (k === "K12" ? RUNS_PER_K : 0),
  };
}

const directly = (make: (transport: Transport) => Matrix) => (direct ? [make(direct)] : []);

/** Each world mostly waits: for a lease to end, for a worker to start. Two at once are what two cores bear. */
export const LANES: Matrix[][] = IS_WHOLE
  ? [
      [matrixOf(gmail), byTheClock(gmail), byTheClock(graph)],
      [...directly(matrixOf), matrixOf(graph), ...directly(byTheClock)],
    ]
  : [[matrixOf(gmail)], [matrixOf(graph), byTheClock(gmail)]];
