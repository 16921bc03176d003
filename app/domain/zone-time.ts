/** Instants and local time in any IANA zone. With zone-clock the only place where Temporal is used. */

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function localDayOf(at: Date, timeZone: string): string {
  return zoned(at, timeZone).toPlainDate().toString();
}

/** The first instant of the local day after the one that holds `at` (a day may have 23 or 25 hours, or no midnight). */
export function nextLocalDay(at: Date, timeZone: string): Date {
  return toDate(zoned(at, timeZone).add({ days: 1 }).startOfDay());
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return /^[A-Za-z]/.test(timeZone);
  } catch {
    // Intl throws for a zone it does not know: that is the answer.
    return false;
  }
}

export function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

export function toDate(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds);
}
