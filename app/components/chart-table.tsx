import type { ChartSeries } from "./chart-scale.ts";
import { formatNumber } from "./number-text.tsx";

/** The chart's numbers, for reading and copying. */
export function ChartTable({ title, labels, series }: { title: string; labels: string[]; series: ChartSeries[] }) {
  return (
    <details className="mt-2 text-sm">
      <summary className="link inline-block cursor-pointer">Show as a table</summary>
      <div className="mt-2 max-w-full overflow-x-auto">
        <table>
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              <td />
              {series.map((one) => (
                <th key={one.key} scope="col" className="px-3 pb-1 text-right text-xs font-medium text-soft">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, index) => (
              <tr key={label}>
                <th scope="row" className="numeric pr-3 text-left font-normal whitespace-nowrap">
                  {label}
                </th>
                {series.map((one) => (
                  <td key={one.key} className="numeric px-3 text-right">
                    {formatNumber(one.values[index] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
