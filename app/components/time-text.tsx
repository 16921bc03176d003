import { exactTime, shortTime } from "./short-time.ts";

export type TimeTextProps = {
  at: Date | string;
  now: Date | string;
  timeZone: string;
};

/** An instant in short words; the exact instant and zone are in the title and in `dateTime`. */
export function TimeText({ at, now, timeZone }: TimeTextProps) {
  const instant = new Date(at);
  return (
    <time dateTime={instant.toISOString()} title={exactTime(instant, timeZone)} className="whitespace-nowrap">
      {shortTime(instant, new Date(now), timeZone)}
    </time>
  );
}
