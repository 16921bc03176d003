/** What a campaign's plan promised at its launch beside what has left: day by day until today, newest first. */
import { dayWords } from "./calendar-days.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { EmptyState } from "./empty-state.tsx";
import { formatNumber } from "./number-text.tsx";
import { Panel } from "./panel.tsx";

type Day = {
  on: string;
  state: "over" | "today" | "to_come";
  plannedCount: number;
  sentCount: number;
  reasons: string[];
};
export type PlanComparisonProps = { plannedCount: number; sentCount: number; days: Day[] };

/** Days shown at once; those before them are a click away. */
const RECENT = 14;

const columns: Column<Day>[] = [
  { key: "on", header: "Day", render: (day) => <DayCell {...day} /> },
  { key: "planned", header: "Planned", align: "right", render: ({ plannedCount }) => formatNumber(plannedCount) },
  { key: "sent", header: "Sent", align: "right", render: ({ sentCount }) => formatNumber(sentCount) },
  { key: "difference", header: "Difference", align: "right", render: differenceWords },
];

export function PlanComparison({ plannedCount, sentCount, days }: PlanComparisonProps) {
  const rows = days.filter(({ state }) => state !== "to_come").reverse();
  const [recent, earlier] = [rows.slice(0, RECENT), rows.slice(RECENT)];
  return (
    <Panel title="Planned at launch, and sent" answer={answerWords(plannedCount, sentCount)}>
      <DataTable
        caption="Mails planned at launch and mails sent, per day"
        stacks
        columns={columns}
        rows={recent}
        rowKey={({ on }) => on}
        empty={<EmptyState title="Nothing was due yet" reason="The first planned day is still to come." />}
      />
      {earlier.length > 0 && (
        <details className="mt-3">
          <summary className="link inline-block cursor-pointer">
            Show the days before {dayWords(recent.at(-1)?.on ?? "")}
          </summary>
          <div className="mt-3">
            <DataTable caption="The days before" stacks columns={columns} rows={earlier} rowKey={({ on }) => on} />
          </div>
        </details>
      )}
    </Panel>
  );
}

function DayCell(day: Day) {
  const { on, state, reasons } = day;
  return (
    <>
      {dayWords(on)} {on.slice(0, 4)}
      {state === "today" && <span className="text-soft">{isNotOver(day) ? ", today, not over yet" : ", today"}</span>}
      {reasons.map((reason) => (
        <span key={reason} className="block text-sm text-soft wrap-anywhere">
          {reason}
        </span>
      ))}
    </>
  );
}

function differenceWords(day: Day): string {
  const difference = day.sentCount - day.plannedCount;
  if (difference === 0 || isNotOver(day)) return "–";
  return difference < 0 ? `−${formatNumber(-difference)}` : `+${formatNumber(difference)}`;
}

/** What is missing today may still come. */
function isNotOver({ state, plannedCount, sentCount }: Day): boolean {
  return state === "today" && sentCount < plannedCount;
}

function answerWords(plannedCount: number, sentCount: number): string {
  if (plannedCount === 0 && sentCount === 0) return "No mail was planned until today.";
  const planned = plannedCount === 1 ? "1 mail was" : `${formatNumber(plannedCount)} mails were`;
  const sent = `${formatNumber(sentCount)} ${sentCount === 1 ? "has" : "have"} left`;
  return `At launch ${planned} planned until the end of today; ${sent} so far.`;
}
