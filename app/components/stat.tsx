import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { formatNumber } from "./number-text.tsx";
import { Sparkline } from "./sparkline.tsx";

export type StatProps = {
  label: string;
  value: number | string;
  /** The number in words or against something: "of 120 today". */
  words?: ReactNode;
  /** The last days, oldest first; drawn from a week of them on, since fewer say little. */
  trend?: number[];
  to?: string;
};

const WEEK_DAYS = 7;

/** One number with its words. Put several into <StatRow>. */
export function Stat({ label, value, words, trend, to }: StatProps) {
  return (
    <div className="relative flex min-w-0 flex-col gap-1 px-4 py-3">
      <dt className="text-sm text-soft">
        {to ? (
          <Link to={to} className="underline-offset-3 after:absolute after:inset-0 hover:text-ink hover:underline">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="flex items-end justify-between gap-3">
        <span className="numeric text-2xl font-semibold tracking-[-0.01em]">
          {typeof value === "number" ? formatNumber(value) : value}
        </span>
        {trend && trend.length >= WEEK_DAYS && <Sparkline values={trend} />}
      </dd>
      {words && <dd className="numeric text-sm text-soft">{words}</dd>}
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line *:grow *:basis-36 *:bg-card">
      {children}
    </dl>
  );
}
