/**
 * A follow-up names the mail before it. When that one's sent copy was deleted by hand before its Message-ID was read back,
 * no waiting helps: the follow-up is held with the choice that a person has.
 */
import { listUnnamedFollowUps } from "../../../db/queries/send-scan.ts";
import { holdJourney, holdStepJob } from "../../../db/queries/send-settle.ts";
import { inTransaction, type Scope } from "../../../db/scope.ts";
import { previousUnknownWords } from "../../domain/doubtful-mail.ts";

/** How many follow-ups were held. */
export async function holdUnnamedFollowUps(scope: Scope, inboxId: string): Promise<number> {
  const followUps = await listUnnamedFollowUps(scope, inboxId);
  for (const { campaignLeadId, stepNo, previousStepNo } of followUps) {
    const reason = previousUnknownWords({ stepNo: previousStepNo, nextStepNo: stepNo });
    await inTransaction(scope, async (scope) => {
      await holdJourney(scope, campaignLeadId, reason);
      await holdStepJob(scope, { campaignLeadId, stepNo, reason });
    });
  }
  return followUps.length;
}
