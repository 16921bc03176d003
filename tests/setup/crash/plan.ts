/** Which cell is struck how often and in which order. One seed decides everything. */
import type { Cell } from "./cells.ts";
import type { Random } from "./random.ts";

export type Run = {
  cell: Cell;
  /** So many calls that would do pass before it. */
  skip: number;
};

const MAX_SKIP = 4;

/** Each K at least `runsPerK` times and each of its cells at least once, by turns; `more` says how often a cell is struck in any case. */
export function planRuns(
  random: Random,
  cells: Cell[],
  options: { runsPerK: number; more?: (cell: Cell) => number },
): Run[] {
  const runs: Run[] = [];
  for (const k of new Set(cells.map((cell) => cell.k))) {
    const own = random.shuffle(cells.filter((cell) => cell.k === k));
    const count = Math.max(options.runsPerK, own.length);
    for (const [index, cell] of own.entries()) {
      const turns = Math.ceil((count - index) / own.length);
      for (let turn = 0; turn < Math.max(turns, options.more?.(cell) ?? 0); turn += 1)
        runs.push({ cell, skip: random.below(MAX_SKIP) });
    }
  }
  const shuffled = random.shuffle(runs);
  return [...shuffled.filter((run) => run.cell.isSlow), ...shuffled.filter((run) => !run.cell.isSlow)];
}
