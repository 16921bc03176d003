import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";
import { TimeText } from "./time-text.tsx";
import type { Tone } from "./tone.ts";

export type TimelineItem = { key: string; at: Date | string; tone: Tone; title: ReactNode; detail?: ReactNode };

export type TimelineProps = { items: TimelineItem[]; now: Date | string; timeZone: string; label?: string };

/** What happened and what comes, in order. */
export function Timeline({ items, now, timeZone, label = "Timeline" }: TimelineProps) {
  return (
    <ol aria-label={label}>
      {items.map((item, index) => (
        <li key={item.key} className="relative flex gap-3 pb-4 last:pb-0">
          {index < items.length - 1 && (
            <span aria-hidden="true" className="absolute top-5 bottom-0 left-1 -ml-px w-px translate-x-[1px] bg-line" />
          )}
          <Mark tone={item.tone} className="mt-[5px]" />
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <p className="min-w-0 wrap-anywhere">{item.title}</p>
              <span className="text-sm text-soft">
                <TimeText at={item.at} now={now} timeZone={timeZone} />
              </span>
            </div>
            {item.detail && <div className="text-sm text-soft wrap-anywhere">{item.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
