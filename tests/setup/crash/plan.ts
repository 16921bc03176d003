/** Which cell is struck how often and in which order. One seed decides everything. */
import type { Cell, K } from "./cells.ts";
import type { Random } from "./random.ts";

export type Run = {
  cell: Cell;
  /** So many calls that would do pass before it. */
  skip: number;
};

const MAX_SKIP = 4;

/**
 * Each K `runsPerK` times, over its cells by turns; `more` says how often a cell is struck in any case.
 *
 * Rules   a whole plan strikes each cell at least once; a short one leaves out, by the seed, cells of a K that has many
 */
export function planRuns(
  random: Random,
  cells: Cell[],
  options: { runsPerK: number | ((k: K) => number); isWhole: boolean; more?: (cell: Cell) => number },
): Run[] {
  const runs: Run[] = [];
  for (const k of new Set(cells.map((cell) => cell.k))) {
    const own = random.shuffle(cells.filter((cell) => cell.k === k));
    const asked = typeof options.runsPerK === "number" ? options.runsPerK : options.runsPerK(k);
    const count = options.isWhole ? Math.max(asked, own.length) : asked;
    for (const [index, cell] of own.entries()) {
      const turns = Math.max(0, Math.ceil((count - index) / own.length), options.more?.(cell) ?? 0);
      for (let turn = 0; turn < turns; turn += 1) runs.push({ cell, skip: random.below(MAX_SKIP) });
    }
  }
  const shuffled = random.shuffle(runs);
  return [...shuffled.filter((run) => run.cell.isSlow), ...shuffled.filter((run) => !run.cell.isSlow)];
}
