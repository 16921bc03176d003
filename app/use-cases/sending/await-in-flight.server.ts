/**
 * After a pause, a stop or a cut: from its commit on no mail passes preflight, and the few that passed before are waited
 * for here. What has not settled then is named, so that "paused" never says more than is known.
 */
import { type InFlightMail, type InFlightTarget, listInFlight } from "../../../db/queries/send-in-flight.ts";
import type { Scope } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";

export type { InFlightMail };

const LOOK_EVERY_MS = 50;
/** Enough to name; a workspace has at most a few dozen calls under way. */
const NAMED = 200;

/**
 * Waits until no call for a mail of the target is under way.
 *
 * Shape   target → the mails still in flight, none in the usual case
 * Units   real time: at most the HTTP time-out and a sixth of it (35 s), for no call lasts longer
 * Rules   call it after the commit and outside of any transaction; a call that ended unclearly is named at once
 */
export async function awaitInFlight(app: AppContext, scope: Scope, target: InFlightTarget): Promise<InFlightMail[]> {
  const { httpTimeoutMs, leaseMs } = app.config.intervals;
  const until = performance.now() + (httpTimeoutMs * 7) / 6;
  for (;;) {
    const mails = await listInFlight(scope, target, { leaseMs, limit: NAMED });
    if (performance.now() >= until || !mails.some((mail) => mail.isCalling)) return mails;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
