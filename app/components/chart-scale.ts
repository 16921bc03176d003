import type { Tone } from "./tone.ts";

/** The arithmetic of a chart: a round top for the axis, which labels are written, labels that do not collide. */
export type ChartKind = "bars" | "lines";
export type ChartSeries = { key: string; label: string; tone: Tone | "accent"; values: number[] };

/** Heights of the plot and the space above and below it, in px. */
export const plot = { top: 8, height: 180, bottom: 24 };

/** The smallest of 1, 2, 3, 4, 5, 6, 8, 10 × 10ⁿ that is not below the value; at least 2, so that there is a middle. */
export function axisTop(highest: number): number {
  if (highest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  for (const step of [1, 2, 3, 4, 5, 6, 8, 10]) if (step * power >= highest) return step * power;
  return highest;
}

/** Which labels of the x axis are written: the first, the last and evenly between, `most` at the most. */
export function pickLabels(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}

/** Moves positions apart until each has `gap` to the one above, inside 0…height; the order of the input is kept. */
export function spreadLabels(wanted: number[], gap: number, height: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let floor = 0;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = height;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const placed = [...wanted];
  for (const label of order) placed[label.index] = label.y;
  return placed;
}
