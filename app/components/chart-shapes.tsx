import type { ChartSeries } from "./chart-scale.ts";
import { formatNumber } from "./number-text.tsx";
import { toneFill } from "./tone.ts";

type Scale = (value: number) => number;

/** The stacked bar of one day. */
export function Stack(props: { label: string; series: ChartSeries[]; index: number; slot: number; y: Scale }) {
  const { label, series, index, slot, y } = props;
  let below = 0;
  const said = series.map((one) => `${one.label} ${formatNumber(one.values[index] ?? 0)}`).join(", ");
  return (
    <g>
      <title>{`${label}: ${said}`}</title>
      {series.map((one) => {
        const value = one.values[index] ?? 0;
        if (value === 0) return null;
        const bottomY = y(below);
        below += value;
        return (
          <rect
            key={one.key}
            x={`${(index + 0.15) * slot}%`}
            width={`${slot * 0.7}%`}
            y={y(below)}
            height={Math.max(1, bottomY - y(below) - (series.length > 1 ? 1 : 0))}
            fill="currentColor"
            className={toneFill[one.tone]}
          />
        );
      })}
    </g>
  );
}

/** One series as a line, in segments because percentages do not go into a path. */
export function Line({ one, slot, y }: { one: ChartSeries; slot: number; y: Scale }) {
  return (
    <g className={toneFill[one.tone]} stroke="currentColor" strokeWidth="2" strokeLinecap="round">
      <title>{one.label}</title>
      {one.values.slice(1).map((value, index) => (
        <line
          // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its position
          key={index}
          x1={`${(index + 0.5) * slot}%`}
          x2={`${(index + 1.5) * slot}%`}
          y1={y(one.values[index] ?? 0)}
          y2={y(value)}
        />
      ))}
    </g>
  );
}
