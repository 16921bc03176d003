/** When the step after a mail falls due: the live engine's and the simulation's one answer. */
import { type Calendar, clockOf } from "./calendar.ts";
import { addDays, localDay, weekdayOf } from "./zone-clock.ts";

export type StepDelay = { delayDays: number; businessDays: boolean };

/**
 * The instant at which a step falls due after the mail before it was sent.
 *
 * Shape   instant of the mail, days to wait → the same wall time in the inbox's zone some days later
 * Rules   of business days Saturday and Sunday do not count; holidays do, for the window keeps the mail back on them. A
 *         wall time that the clock skips moves forward; of one that comes twice the first is taken
 */
export function nextStepDue(calendar: Calendar, sentAtMs: number, delay: StepDelay, timeZone: string): number {
  const clock = clockOf(calendar, timeZone);
  const days = delay.businessDays ? businessDaysAhead(localDay(clock, sentAtMs), delay.delayDays) : delay.delayDays;
  return addDays(clock, sentAtMs, days);
}

function businessDaysAhead(fromDay: number, count: number): number {
  let day = fromDay;
  for (let left = count; left > 0; ) {
    day++;
    if (weekdayOf(day) <= 5) left--;
  }
  return day - fromDay;
}
