import { listInFlight } from "../../../db/queries/send-in-flight.ts";
import { getSendingStop, type SendingStop } from "../../../db/queries/workspaces.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { InFlightMail } from "../sending/await-in-flight.server.ts";

export type Sending = SendingStop & { isStopped: boolean; inFlight: InFlightMail[] };

const NAMED = 200;

/** Whether the workspace sends, who stopped it and when, and the mails that are with a provider at this moment. */
export async function readSending(app: AppContext, actor: Actor): Promise<Sending> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const { leaseMs } = app.config.intervals;
  const [stop, inFlight] = await Promise.all([
    getSendingStop(scope),
    listInFlight(scope, {}, { leaseMs, limit: NAMED }),
  ]);
  return { ...stop, isStopped: stop.stoppedAt !== null, inFlight };
}
