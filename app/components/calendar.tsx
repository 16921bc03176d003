import { type CalendarDay, dayWords, heatLevel, type PlacedDay, placeDays } from "./calendar-days.ts";
import { classNames } from "./class-names.ts";
import { formatNumber } from "./number-text.tsx";

export type CalendarProps = {
  /** The question it answers: "When do these mails leave?" */
  title: string;
  days: CalendarDay[];
  /** "mail", counted in words: "12 mails". */
  unit: string;
  todayOn?: string;
};

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const cell = { width: 37, height: 36, gap: 3, left: 45, top: 20 };
const heat = ["fill-mute-wash", "fill-accent/12", "fill-accent/25", "fill-accent/40", "fill-accent"] as const;

/** A heat map of days, a week per row, the count in each day; the same numbers stand in a table behind <details>. */
export function Calendar({ title, days, unit, todayOn }: CalendarProps) {
  const placed = placeDays(days);
  const fullest = Math.max(0, ...days.map((day) => day.count));
  const weeks = (placed.at(-1)?.week ?? -1) + 1;
  const width = cell.left + 7 * (cell.width + cell.gap) - cell.gap;
  const height = cell.top + weeks * (cell.height + cell.gap);
  return (
    <figure className="max-w-full">
      <figcaption className="mb-3 font-medium">{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on small screens */}
      <section className="overflow-x-auto" tabIndex={0} aria-label={title}>
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${title} The table below has the numbers.`}
        >
          {weekdays.map((weekday, index) => (
            <text
              key={weekday}
              x={cell.left + index * (cell.width + cell.gap) + cell.width / 2}
              y={12}
              textAnchor="middle"
              className="fill-soft text-xs"
            >
              {weekday}
            </text>
          ))}
          {placed.map((day) => (
            <DayCell key={day.on} day={day} fullest={fullest} unit={unit} isToday={day.on === todayOn} />
          ))}
        </svg>
      </section>
      <CalendarTable days={days} unit={unit} />
    </figure>
  );
}

function DayCell({ day, fullest, unit, isToday }: { day: PlacedDay; fullest: number; unit: string; isToday: boolean }) {
  const x = cell.left + day.weekday * (cell.width + cell.gap);
  const y = cell.top + day.week * (cell.height + cell.gap);
  const level = heatLevel(day.count, fullest);
  const weekLabel = day.weekday === 0 && (
    <text x={0} y={y + cell.height / 2 + 4} className="numeric fill-soft text-xs">
      {dayWords(day.on)}
    </text>
  );
  if (!day.isInside) return <>{weekLabel}</>;
  return (
    <>
      {weekLabel}
      <g>
        <title>{`${dayWords(day.on)}: ${countWords(day.count, unit)}${day.note ? `, ${day.note}` : ""}`}</title>
        <rect x={x} y={y} width={cell.width} height={cell.height} rx={6} className={heat[level]} />
        {isToday && (
          <rect
            x={x + 1}
            y={y + 1}
            width={cell.width - 2}
            height={cell.height - 2}
            rx={5}
            fill="none"
            strokeWidth={2}
            className="stroke-ink"
          />
        )}
        <text
          x={x + cell.width / 2}
          y={y + cell.height / 2 + 5}
          textAnchor="middle"
          className={classNames(
            "numeric",
            day.count === 0 && "fill-soft text-xs",
            day.count > 0 && (day.count < 1000 ? "text-base font-medium" : "text-xs font-medium"),
            day.count > 0 && (level === 4 ? "fill-on-accent" : "fill-ink"),
          )}
        >
          {day.count === 0 ? (day.note ? "–" : "·") : formatNumber(day.count)}
        </text>
      </g>
    </>
  );
}

function CalendarTable({ days, unit }: { days: CalendarDay[]; unit: string }) {
  return (
    <details className="mt-2 text-sm">
      <summary className="link inline-block cursor-pointer">Show as a table</summary>
      <table className="mt-2">
        <tbody>
          {days.map((day) => (
            <tr key={day.on}>
              <th scope="row" className="numeric pr-6 text-left font-normal">
                {day.on}
              </th>
              <td className="numeric pr-6 text-right">{countWords(day.count, unit)}</td>
              <td className="text-soft">{day.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function countWords(count: number, unit: string) {
  return `${formatNumber(count)} ${unit}${count === 1 ? "" : "s"}`;
}
