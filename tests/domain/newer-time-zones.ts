/**
 * Rows of the timezone corpus that a later release of the tz database answers otherwise (docs/decisions/015). By the row's
 * id: local time and offset since that release; local day and weekday stay.
 */
export type NewerAnswer = { since: string; local_time: string; utc_offset_minutes: number };

/**
 * Moldova has changed its clocks at 01:00 UTC, with the European Union, since 2022; earlier releases had it an hour before.
 * Source: tz database, NEWS, release 2026a, "Changes to past and future timestamps"; iana.org/time-zones/releases/2026a.
 */
const moldova = (local_time: string, utc_offset_minutes: number): NewerAnswer => ({
  since: "2026a",
  local_time,
  utc_offset_minutes,
});

/**
 * Morocco stays at UTC+00 from 20 September 2026 on; earlier releases had it at +01 outside Ramadan.
 * Source: tz database, NEWS, release 2026c, "Changes to future timestamps"; iana.org/time-zones/releases/2026c.
 */
const morocco = (local_time: string): NewerAnswer => ({ since: "2026c", local_time, utc_offset_minutes: 0 });

const ANSWERS: ReadonlyMap<string, NewerAnswer> = new Map([
  ["Europe/Chisinau/2024-10-27T00:00:00+00:00", moldova("03:00:00", 180)],
  ["Europe/Chisinau/2025-03-30T00:00:00+00:00", moldova("02:00:00", 120)],
  ["Europe/Chisinau/2026-03-29T00:00:00+00:00", moldova("02:00:00", 120)],
  ["Europe/Chisinau/2027-03-28T00:00:00+00:00", moldova("02:00:00", 120)],
  ["Europe/Chisinau/2028-10-29T00:00:00+00:00", moldova("03:00:00", 180)],
  ["Africa/Casablanca/2027-02-07T01:59:59+00:00", morocco("01:59:59")],
  ["Africa/Casablanca/2028-01-23T01:59:59+00:00", morocco("01:59:59")],
  ["Africa/Casablanca/2028-03-05T02:00:00+00:00", morocco("02:00:00")],
  ["Africa/Casablanca/2029-01-14T01:59:59+00:00", morocco("01:59:59")],
  ["Africa/Casablanca/2032-01-18T02:00:00+00:00", morocco("02:00:00")],
  ["Africa/Casablanca/2032-11-28T01:59:59+00:00", morocco("01:59:59")],
  ["Africa/Casablanca/2034-12-17T02:00:00+00:00", morocco("02:00:00")],
  ["Africa/Casablanca/2035-12-09T02:00:00+00:00", morocco("02:00:00")],
]);

export const CHANGED_ROWS = ANSWERS.size;

/** The answer to a row in this release ("2026c"), where it is another than the corpus' own. */
export function newerAnswer(id: string, release: string): NewerAnswer | undefined {
  const answer = ANSWERS.get(id);
  return answer && release >= answer.since ? answer : undefined;
}
