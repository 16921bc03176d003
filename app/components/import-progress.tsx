import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { Progress } from "./progress.tsx";

export type ImportProgressProps = {
  label: string;
  count: number;
  /** Unknown: the bar only says that work goes on. */
  total?: number;
  /** Since the work began. */
  elapsedMs?: number;
  note?: string;
};

const REFRESH_MS = 1_000;

/** Asks again each second: by script, or by the page's own refresh without it. */
export function ImportProgress({ label, count, total, elapsedMs, note }: ImportProgressProps) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, REFRESH_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content={String(REFRESH_MS / 1_000)} />
      </noscript>
      <Progress
        label={label}
        count={count}
        total={total}
        remaining={remainingOf(count, total, elapsedMs)}
        note={note}
      />
    </>
  );
}

function remainingOf(count: number, total: number | undefined, elapsedMs: number | undefined): string | undefined {
  if (total === undefined || elapsedMs === undefined || count === 0 || count >= total) return undefined;
  const seconds = Math.ceil(((elapsedMs / count) * (total - count)) / 1_000);
  return seconds < 60 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
