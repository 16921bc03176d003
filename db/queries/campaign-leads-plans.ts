import { sql } from "kysely";
import type { Scope, TransactionScope } from "../scope.ts";

/** From this many rows on, a plan made for a small table costs more than making it anew. */
const LARGE_BATCH = 500;

/**
 * Forgets the plans this connection keeps, before many rows are written. The checks of foreign keys keep theirs: one made
 * while `leads` held ten rows reads the whole table, and would do so for each of 20,000 new rows.
 *
 * Source  PostgreSQL, DISCARD PLANS; utils/adt/ri_triggers.c (saved plans)
 */
export async function forgetPlans(scope: TransactionScope, rowCount: number): Promise<void> {
  if (rowCount >= LARGE_BATCH) await sql`discard plans`.execute(scope.handle);
}

/**
 * Runs a statement that joins many rows of one campaign to themselves. Before statistics know of them a planner takes each
 * side for one row and compares every row with every other: 20,000 leads took minutes.
 */
export async function withoutNestedLoops<T>(
  scope: TransactionScope,
  statement: () => Promise<T>,
  rowCount = LARGE_BATCH,
): Promise<T> {
  if (rowCount < LARGE_BATCH) return statement();
  await sql`set local enable_nestloop = off`.execute(scope.handle);
  const answer = await statement();
  await sql`set local enable_nestloop = on`.execute(scope.handle);
  return answer;
}

/**
 * Statistics for questions about every journey of a campaign that was launched just now: without them a planner joins its
 * mails one row at a time, each time over all of them, which for 30,000 takes minutes.
 */
export async function refreshStatistics(scope: Scope): Promise<void> {
  await sql`analyze leads, campaign_leads, send_jobs`.execute(scope.handle);
}
