/**
 * Short words for an instant, as people read them in lists: "now" · "in 12 min" · "2 h ago" · "Tue 09:14" ·
 * "12 Mar 09:14" · "12 Mar 2025". Distances only inside 12 hours, because "in 20 h" hides the day.
 * The words come from our own tables and only numbers from Intl, so that server and browser never disagree.
 */
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const parts = {
  calendar: "gregory",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
} as const;

export type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

/**
 * The wall clock of a zone at an instant.
 *
 * Units   `timeZone` IANA; an unknown zone reads as UTC
 */
export function wallTime(at: Date, timeZone: string): WallTime {
  const found: Record<string, number> = {};
  for (const part of formatterFor(timeZone).formatToParts(at)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return { year, month, day, hour, minute };
}

export function shortTime(at: Date, now: Date, timeZone: string): string {
  const deltaMs = at.getTime() - now.getTime();
  const distanceMs = Math.abs(deltaMs);
  if (distanceMs < minuteMs) return "now";
  if (distanceMs < 12 * hourMs) {
    const words =
      distanceMs < 59.5 * minuteMs
        ? `${Math.round(distanceMs / minuteMs)} min`
        : `${Math.round(distanceMs / hourMs)} h`;
    return deltaMs > 0 ? `in ${words}` : `${words} ago`;
  }
  const wall = wallTime(at, timeZone);
  const clock = clockWords(wall);
  if (distanceMs < 6 * dayMs) return `${weekdayOf(wall)} ${clock}`;
  const day = `${wall.day} ${months[wall.month - 1]}`;
  return wall.year === wallTime(now, timeZone).year ? `${day} ${clock}` : `${day} ${wall.year}`;
}

/** The exact instant and its zone: "Tue 3 Nov 2026, 09:14 Europe/Berlin". */
export function exactTime(at: Date, timeZone: string): string {
  const wall = wallTime(at, timeZone);
  return `${weekdayOf(wall)} ${wall.day} ${months[wall.month - 1]} ${wall.year}, ${clockWords(wall)} ${timeZone}`;
}

function clockWords(wall: WallTime) {
  return `${String(wall.hour).padStart(2, "0")}:${String(wall.minute).padStart(2, "0")}`;
}

function weekdayOf(wall: WallTime) {
  return weekdays[new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay()];
}

/** Making a formatter costs more than using it a hundred times; a zone's formatter never changes. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string) {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = makeFormatter(timeZone) ?? makeFormatter("UTC") ?? new Intl.DateTimeFormat("en-US", parts);
  if (formatters.size < 600) formatters.set(timeZone, made);
  return made;
}

function makeFormatter(timeZone: string) {
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone });
  } catch {
    return undefined;
  }
}
