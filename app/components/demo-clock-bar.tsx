import { useLocation } from "@remix-run/react";
import { exactTime } from "./short-time.ts";

export type DemoClockBarProps = { now: Date; timeZone: string; sandboxUrl?: string };

const steps = [
  { advanceMs: 3_600_000, label: "+1 hour" },
  { advanceMs: 86_400_000, label: "+1 day" },
];

/** The demo's own time, and two buttons that let everything happen that falls due in between. */
export function DemoClockBar({ now, timeZone, sandboxUrl }: DemoClockBarProps) {
  const { pathname, search } = useLocation();
  return (
    <section
      aria-label="Demo clock"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-info-wash px-4 py-1.5 text-sm"
    >
      <p className="numeric">
        <span className="font-medium">Demo clock</span>{" "}
        <time dateTime={now.toISOString()}>{exactTime(now, timeZone)}</time>
      </p>
      <form method="post" action="/api/demo/clock" className="flex gap-2">
        <input type="hidden" name="next" value={pathname + search} />
        {steps.map(({ advanceMs, label }) => (
          <button
            key={advanceMs}
            type="submit"
            name="advanceMs"
            value={advanceMs}
            className="min-h-7 rounded-md border border-edge bg-card px-2.5 font-medium hover:bg-hover pointer-coarse:min-h-10"
          >
            {label}
          </button>
        ))}
      </form>
      {sandboxUrl && (
        <a className="link" href={sandboxUrl}>
          Provider sandbox
        </a>
      )}
    </section>
  );
}
