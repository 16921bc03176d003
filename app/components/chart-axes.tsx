import { type ChartKind, type ChartSeries, pickLabels, plot, spreadLabels } from "./chart-scale.ts";
import { formatNumber } from "./number-text.tsx";
import { toneFill } from "./tone.ts";

type Scale = (value: number) => number;

const shownDays = 5;

/** The round numbers left of the plot. */
export function ValueAxis({ ticks, y, height }: { ticks: number[]; y: Scale; height: number }) {
  const widest = Math.max(...ticks.map((tick) => formatNumber(tick).length));
  const width = 12 + widest * 8;
  return (
    <svg width={width} height={height} aria-hidden="true" className="shrink-0">
      {ticks.map((tick) => (
        <text
          key={tick}
          x={width - 8}
          y={y(tick) + plot.top + 4}
          textAnchor="end"
          className="numeric fill-soft text-xs"
        >
          {formatNumber(tick)}
        </text>
      ))}
    </svg>
  );
}

/** The days below the plot: all of a few, else the first, the last and some between. */
export function DayAxis({ labels, slot }: { labels: string[]; slot: number }) {
  const isFew = labels.length <= shownDays;
  return pickLabels(labels.length, shownDays).map((index, place, picked) => {
    const isFirst = !isFew && place === 0;
    const isLast = !isFew && place === picked.length - 1;
    return (
      <text
        key={labels[index]}
        x={`${isFirst ? 0 : isLast ? 100 : (index + 0.5) * slot}%`}
        y={plot.top + plot.height + 18}
        textAnchor={isFirst ? "start" : isLast ? "end" : "middle"}
        className="numeric fill-soft text-xs"
      >
        {labels[index]}
      </text>
    );
  });
}

/** Each series by name, beside the place where it ends. */
export function SeriesLabels(props: { series: ChartSeries[]; kind: ChartKind; y: Scale; height: number }) {
  const ends = endValues(props.series, props.kind).map(props.y);
  const labelYs = spreadLabels(ends, 16, plot.height);
  return (
    <svg width="96" height={props.height} aria-hidden="true" className="shrink-0">
      {props.series.map((one, index) => {
        const middleY = (labelYs[index] ?? 0) + plot.top;
        return (
          <g key={one.key}>
            <rect
              x="8"
              y={middleY - 4}
              width="8"
              height="8"
              rx="2"
              fill="currentColor"
              className={toneFill[one.tone]}
            />
            <text x="21" y={middleY + 4} className="fill-ink text-xs">
              {one.label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Where each series ends: the middle of its last block, or its last point. */
function endValues(series: ChartSeries[], kind: ChartKind) {
  let below = 0;
  return series.map((one) => {
    const value = one.values.at(-1) ?? 0;
    if (kind === "lines") return value;
    below += value;
    return below - value / 2;
  });
}
