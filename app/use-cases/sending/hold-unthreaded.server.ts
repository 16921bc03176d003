/** preparing → held: the thread that a follow-up would answer in is gone; asked again, the answer would be the same for ever. */
import { moveSendJob } from "../../../db/queries/send-jobs.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import { threadGoneWords } from "../../domain/doubtful-mail.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";

/** Undefined when the mail is not about to be put into a thread: then something else was not found. */
export async function holdUnthreaded({ scope, job }: SendingStep): Promise<DeliveryOutcome | undefined> {
  const { sendJobId, fence, campaignLeadId, stepNo } = job;
  if (job.status !== "preparing" || job.kind !== "sequence" || stepNo === null) return undefined;
  const reason = threadGoneWords(stepNo);
  const isHeld = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (campaignLeadId) await holdJourney(scope, campaignLeadId, reason);
      const move = { sendJobId, fence, from: "preparing", to: "held" } as const;
      mustBeMine(await moveSendJob(scope, move, { reason: "previous_unknown", reason_detail: reason }));
    }),
  );
  return isHeld ? { outcome: "held", reason } : { outcome: "busy" };
}
