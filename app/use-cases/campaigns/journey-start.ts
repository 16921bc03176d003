import type { JourneyStart } from "../../../db/queries/campaign-leads-starting.ts";
import type { CampaignInbox } from "../../../db/queries/campaigns-inboxes.ts";
import type { Sequence } from "../../../db/queries/sequences.ts";
import { AppError } from "../../domain/errors.ts";
import { assignmentPattern } from "../../domain/inbox-assignment.ts";

/** How the waiting journeys of a campaign begin. */
export function startOf(input: {
  campaignId: string;
  sequence: Sequence;
  inboxes: CampaignInbox[];
  /** How many journeys were started before these. */
  firstNumber: number;
  dueAt: Date;
}): JourneyStart {
  const { campaignId, sequence, inboxes, firstNumber, dueAt } = input;
  const [first] = sequence.steps;
  if (!first) throw new AppError("not_ready", "The sequence has no steps.");
  return {
    campaignId,
    sequenceId: sequence.sequenceId,
    firstStepNo: first.stepNo,
    variantCount: first.variants.length,
    inboxPattern: assignmentPattern(inboxes),
    firstNumber,
    dueAt,
  };
}
