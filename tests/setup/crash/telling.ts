/** What the checks say of a mail. */
import type { Blow } from "./nemesis.ts";
import type { LedgerMail } from "./strike-world.ts";

export function told(blow: Blow | undefined): string {
  return blow ? `${blow.cell.k} ${blow.cell.name}, hit while ${blow.statusAtHit}` : "not hit itself";
}

export function stepOf(mail: LedgerMail): number {
  return /^re: /i.test(mail.subject) ? 2 : 1;
}

export function countBy<T>(items: T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
