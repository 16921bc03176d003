/**
 * Sending windows: on which weekdays, from when (included) until when (excluded), in a zone. Monday = 1.
 * A local time that the clock skips moves forward by the gap; one that comes twice counts from its first coming.
 */
import { toDate, zoned } from "./zone-time.ts";

/** `start` and `end` as "HH:MM"; start < end. */
export type SendWindow = { days: number[]; start: string; end: string };
export type ZonedWindow = { window: SendWindow; timeZone: string };

const MAX_DAYS_AHEAD = 15;

/**
 * The earliest instant at or after `at` that lies inside every window, or null when there is none within two weeks.
 *
 * Rules   half-open: an instant equal to a window's end is outside
 */
export function earliestInside(windows: ZonedWindow[], at: Date): Date | null {
  const limitMs = at.getTime() + MAX_DAYS_AHEAD * 86_400_000;
  let candidate = at;
  for (;;) {
    let moved = candidate;
    for (const zonedWindow of windows) {
      const open = nextOpen(zonedWindow, moved);
      if (!open) return null;
      if (open > moved) moved = open;
    }
    if (moved.getTime() === candidate.getTime()) return candidate;
    if (moved.getTime() > limitMs) return null;
    candidate = moved;
  }
}

/** The earliest instant at or after `at` inside one window; null when the window has no day. */
export function nextOpen({ window, timeZone }: ZonedWindow, at: Date): Date | null {
  const local = zoned(at, timeZone);
  for (let ahead = 0; ahead <= 8; ahead++) {
    const day = local.toPlainDate().add({ days: ahead });
    if (!window.days.includes(day.dayOfWeek)) continue;
    const opens = toDate(day.toZonedDateTime({ timeZone, plainTime: window.start }));
    const closes =
      window.end === "24:00"
        ? toDate(day.add({ days: 1 }).toZonedDateTime(timeZone))
        : toDate(day.toZonedDateTime({ timeZone, plainTime: window.end }));
    const open = opens > at ? opens : at;
    if (open < closes) return open;
  }
  return null;
}
