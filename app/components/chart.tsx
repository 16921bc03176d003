import { DayAxis, SeriesLabels, ValueAxis } from "./chart-axes.tsx";
import { axisTop, type ChartKind, type ChartSeries, plot } from "./chart-scale.ts";
import { Line, Stack } from "./chart-shapes.tsx";
import { ChartTable } from "./chart-table.tsx";

/**
 * Bars (stacked) or lines over days, drawn on the server. Widths are percentages and heights pixels, so the plot
 * grows with the page while its words keep their size. At most five series, each labelled where it ends.
 */
export type ChartProps = {
  /** The question it answers: "How many mails left each day?" */
  title: string;
  kind: ChartKind;
  /** One per day or step, each different. */
  labels: string[];
  series: ChartSeries[];
};

const most = 5;

export function Chart({ title, kind, labels, series: all }: ChartProps) {
  const series = all.slice(0, most);
  const totals = labels.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  const highest = Math.max(0, ...(kind === "bars" ? totals : series.flatMap((one) => one.values)));
  const top = axisTop(highest);
  const y = (value: number) => Math.round((plot.height - (value / top) * plot.height) * 10) / 10;
  const slot = 100 / Math.max(1, labels.length);
  const height = plot.top + plot.height + plot.bottom;
  return (
    <figure>
      <figcaption className="mb-3 font-medium">{title}</figcaption>
      <div className="flex">
        <ValueAxis ticks={[0, top / 2, top]} y={y} height={height} />
        <svg
          height={height}
          role="img"
          aria-label={`${title} The table below has the numbers.`}
          className="w-full min-w-0 flex-1"
        >
          <g transform={`translate(0 ${plot.top})`}>
            {[0, top / 2, top].map((value) => (
              <line
                key={value}
                x1="0"
                x2="100%"
                y1={y(value)}
                y2={y(value)}
                shapeRendering="crispEdges"
                className={value === 0 ? "stroke-edge" : "stroke-line"}
              />
            ))}
            {kind === "bars" &&
              labels.map((label, index) => (
                <Stack key={label} label={label} series={series} index={index} slot={slot} y={y} />
              ))}
            {kind === "lines" && series.map((one) => <Line key={one.key} one={one} slot={slot} y={y} />)}
            {highest === 0 && (
              <text x="50%" y={plot.height / 2 + 20} textAnchor="middle" className="fill-soft">
                Nothing in this time
              </text>
            )}
          </g>
          <DayAxis labels={labels} slot={slot} />
        </svg>
        {series.length > 1 && <SeriesLabels series={series} kind={kind} y={y} height={height} />}
      </div>
      <ChartTable title={title} labels={labels} series={series} />
    </figure>
  );
}
