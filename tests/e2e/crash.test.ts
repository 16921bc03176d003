/**
 * The kill matrix of a mail, with two workers always on: each K three times over Gmail and Graph, and under a clock that
 * jumps (K12); with MATRIX=whole three times on each of three transports. All moments come from one seed: CRASH_SEED=… tells a run again.
 * `npm run crash` is the long one.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Checked } from "../setup/crash/checker.ts";
import { crashRun } from "../setup/crash/crash-run.ts";
import { percentile } from "../setup/crash/percentile.ts";
import { LANES, POINTS, SEED, WITHIN_MS } from "../setup/crash/short-matrix.ts";

/** The bar of reliability.md B.4. */
const RECOVERY_MS = 180_000;

const checked = new Map<string, Checked>();

beforeAll(async () => {
  await Promise.all(
    LANES.map(async (lane) => {
      for (const { name, options } of lane) checked.set(name, await crashRun(options));
    }),
  );
}, WITHIN_MS + 240_000);

function foundIn(name: string): Checked {
  const result = checked.get(name);
  if (!result) throw new Error(`${name} was not run.`);
  return result;
}

describe.each(LANES.flat())(`two workers that are killed, halted and misled: $name (CRASH_SEED=${SEED})`, (matrix) => {
  const { name, runsOf } = matrix;

  it("was struck at every point that this way of sending has", () => {
    const struck = new Map<string, number>();
    for (const { cell } of foundIn(name).blows) struck.set(cell.k, (struck.get(cell.k) ?? 0) + 1);
    for (const k of POINTS) expect(struck.get(k) ?? 0, k).toBeGreaterThanOrEqual(runsOf(k));
  });

  it("delivered no mail twice, lost none, and kept its books", () => {
    const { duplicates, lost, broken } = foundIn(name);
    expect({ duplicates, lost, broken }).toEqual({ duplicates: 0, lost: 0, broken: [] });
  });

  it("is sure of every mail whose outcome can be known", () => {
    expect(foundIn(name).uncertain).toBe(0);
  });

  it("was well again within three minutes of each blow", () => {
    expect(percentile(foundIn(name).recoveryMs, 0.99)).toBeLessThanOrEqual(RECOVERY_MS);
  });
});
