/** Application time: due, windows, cap days, ages. Real time (leases, sessions) is the database's own now(). */
export type Clock = { readonly isVirtual: boolean; now(): Promise<Date> };

export const systemClock: Clock = { isVirtual: false, now: async () => new Date() };

/** A clock read from a stored row; the demo and tests move it. */
export function storedClock(read: () => Promise<Date>): Clock {
  return { isVirtual: true, now: read };
}
