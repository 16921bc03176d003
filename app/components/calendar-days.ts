/**
 * Calendar days as weeks for a heat map: Monday first, whole weeks, days without an entry counted as zero.
 * Days are `YYYY-MM-DD` and never pass through a time zone.
 */
export type CalendarDay = { on: string; count: number; note?: string };
export type PlacedDay = CalendarDay & { week: number; weekday: number; isInside: boolean };

const dayMs = 86_400_000;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export function placeDays(days: CalendarDay[]): PlacedDay[] {
  if (days.length === 0) return [];
  const byDay = new Map(days.map((day) => [day.on, day]));
  const times = days.map((day) => Date.parse(day.on));
  const first = Math.min(...times);
  const last = Math.max(...times);
  const start = first - weekdayIndex(first) * dayMs;
  const placed: PlacedDay[] = [];
  for (let index = 0; start + index * dayMs <= last || index % 7 !== 0; index++) {
    const time = start + index * dayMs;
    const on = new Date(time).toISOString().slice(0, 10);
    const isInside = time >= first && time <= last;
    placed.push({ count: 0, ...byDay.get(on), on, week: Math.floor(index / 7), weekday: index % 7, isInside });
  }
  return placed;
}

/** 0 for nothing, then 1–4 by share of the fullest day. */
export function heatLevel(count: number, fullest: number): 0 | 1 | 2 | 3 | 4 {
  if (count <= 0 || fullest <= 0) return 0;
  return Math.min(4, Math.max(1, Math.ceil((count / fullest) * 4))) as 1 | 2 | 3 | 4;
}

export function dayWords(on: string): string {
  return `${Number(on.slice(8, 10))} ${months[Number(on.slice(5, 7)) - 1]}`;
}

function weekdayIndex(time: number) {
  return (new Date(time).getUTCDay() + 6) % 7;
}
