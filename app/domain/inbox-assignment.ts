/**
 * Which inbox writes to which lead: round-robin, weighted by the inboxes' caps, so that all of them finish together.
 * The order is one short pattern that repeats over the leads in their order.
 */

/**
 * The repeating order of inboxes.
 *
 * Shape   inboxes with caps ≥ 1 → inbox ids; lead number n (from 0) is written to by pattern[n % length]
 * Rules   deterministic, whatever order the inboxes come in; each inbox stands in it in proportion to its cap
 * Source  smooth weighted round-robin as in nginx, ngx_http_upstream_round_robin.c
 */
export function assignmentPattern(inboxes: { inboxId: string; capPerDay: number }[]): string[] {
  const sorted = [...inboxes].sort((a, b) => (a.inboxId < b.inboxId ? -1 : 1));
  const divisor = sorted.reduce((common, { capPerDay }) => greatestCommonDivisor(common, capPerDay), 0) || 1;
  const seats = sorted.map(({ inboxId, capPerDay }) => ({ inboxId, weight: capPerDay / divisor, credit: 0 }));
  const total = seats.reduce((sum, seat) => sum + seat.weight, 0);
  return Array.from({ length: total }, () => nextSeat(seats, total));
}

function nextSeat(seats: { inboxId: string; weight: number; credit: number }[], total: number): string {
  for (const seat of seats) seat.credit += seat.weight;
  const first = seats.reduce((best, seat) => (seat.credit > best.credit ? seat : best));
  first.credit -= total;
  return first.inboxId;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
