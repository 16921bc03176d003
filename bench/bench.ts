/** What every benchmark reports: a value beside its yardstick, both measured in the same run on the same machine. */
export type BenchResult = {
  name: string;
  value: number;
  unit: string;
  yardstick: { name: string; value: number };
  /** value / yardstick, so that a machine's speed cancels out. */
  ratio: number;
  goal: string;
  ok: boolean;
};

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? Number.NaN, sorted[Math.floor(middle)] ?? Number.NaN];
  return (low + high) / 2;
}

/** The value that so many of a hundred do not exceed (nearest rank). */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** Seconds that the work took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
