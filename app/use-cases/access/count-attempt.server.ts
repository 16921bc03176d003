import { insertAttempt } from "../../../db/queries/rate-limits.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { ATTEMPT_LIMITS, type AttemptLimit, attemptKey } from "./attempt-limits.ts";

export type Attempt = { limit: AttemptLimit; subject: string };

/**
 * Counts an attempt before it is made, in every limit it falls under.
 *
 * Rules   the counting statement decides, so parallel attempts cannot slip through
 */
export async function countAttempt(
  app: AppContext,
  attempts: Attempt[],
): Promise<{ ok: true } | { ok: false; retryAfterMs: number }> {
  let retryAfterMs = 0;
  for (const { limit, subject } of attempts) {
    const { most, windowMs } = ATTEMPT_LIMITS[limit];
    const counted = await insertAttempt(accessScope(app.db), attemptKey(limit, subject), windowMs);
    if (counted.used > most) retryAfterMs = Math.max(retryAfterMs, counted.retryAfterMs);
  }
  return retryAfterMs > 0 ? { ok: false, retryAfterMs } : { ok: true };
}
