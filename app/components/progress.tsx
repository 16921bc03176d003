import { useId } from "react";
import { formatNumber } from "./number-text.tsx";

export type ProgressProps = {
  label: string;
  count: number;
  /** Unknown while it is still being counted. */
  total?: number;
  /** "about 2 min left" */
  remaining?: string;
  note?: string;
};

/** Work under way, on a page that may be left. */
export function Progress({ label, count, total, remaining, note }: ProgressProps) {
  const id = useId();
  const counted =
    total === undefined ? `${formatNumber(count)} so far` : `${formatNumber(count)} of ${formatNumber(total)}`;
  return (
    <div className="rounded-lg border border-line bg-card p-4">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <span className="numeric text-soft">
          {counted}
          {remaining && ` · ${remaining}`}
        </span>
      </div>
      <progress
        id={id}
        className="bar"
        max={Math.max(total ?? 1, 1)}
        value={total === undefined ? undefined : Math.min(count, total)}
      >
        {counted}
      </progress>
      <p className="mt-2 text-sm text-soft">{note ?? "You may leave this page; the work goes on."}</p>
    </div>
  );
}
