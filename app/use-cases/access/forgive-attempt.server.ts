import { deleteAttempt } from "../../../db/queries/rate-limits.ts";
import { accessScope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { ATTEMPT_LIMITS, attemptKey } from "./attempt-limits.ts";
import type { Attempt } from "./count-attempt.server.ts";

/** Takes counted attempts back after they succeeded. */
export async function forgiveAttempt(app: AppContext, attempts: Attempt[]): Promise<void> {
  for (const { limit, subject } of attempts) {
    await deleteAttempt(accessScope(app.db), attemptKey(limit, subject), ATTEMPT_LIMITS[limit].windowMs);
  }
}
