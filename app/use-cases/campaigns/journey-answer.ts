import type { Journey } from "../../../db/queries/campaign-leads.ts";
import type { Explanation } from "../../domain/explain-journey.ts";
import type { InFlightMail } from "../sending/await-in-flight.server.ts";

/** A journey as the API shows it. */
export function journeyAnswer(journey: Journey & { inFlight?: InFlightMail[] }, explanation?: Explanation) {
  const { leadId, email, status, statusReason, position, nextStepNo, nextDueAt, inboxId, pausedAt, inFlight } = journey;
  const holdReason = explanation?.decision === "hold" ? explanation.sentence : journey.holdReason;
  return {
    leadId,
    email,
    status,
    statusReason,
    position,
    nextStepNo,
    nextDueAt,
    holdReason,
    inboxId,
    pausedAt,
    inFlight,
  };
}
