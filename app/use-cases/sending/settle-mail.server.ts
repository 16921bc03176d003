/** Records that a mail left, once: the job, the day's count, the statistics, the journey and its next step together. */

import { completeCampaignsIfFinal } from "../../../db/queries/journeys.ts";
import { insertOutboundMessage } from "../../../db/queries/outbound-messages.ts";
import { getInboxFacts } from "../../../db/queries/send-facts.ts";
import { moveSendJob } from "../../../db/queries/send-jobs.ts";
import { countSentOnDay, lockLeadJourney } from "../../../db/queries/send-preflight.ts";
import {
  advanceJourney,
  completeJourney,
  findNextStep,
  insertStepJob,
  lockCampaign,
} from "../../../db/queries/send-settle.ts";
import { addStat } from "../../../db/queries/stats.ts";
import { inTransaction, type TransactionScope } from "../../../db/scope.ts";
import { addLocalDays, localDayOf } from "../../domain/zone-time.ts";
import type { SentRef } from "../../providers/ports.ts";
import { mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";

/** False when the row is not ours any more: then whoever owns it settles it. */
export async function settleMail(step: SendingStep, sent: SentRef): Promise<boolean> {
  const { app, scope, job } = step;
  const now = await app.clock.now();
  const next =
    job.campaignLeadId && job.stepNo !== null ? await findNextStep(scope, job.campaignLeadId, job.stepNo) : undefined;
  const isSettled = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.campaignId && !next) await lockCampaign(scope, job.campaignId);
      const inbox = await getInboxFacts(scope, job.inboxId);
      const statOn = localDayOf(now, inbox.timeZone);
      if (job.usageOn) await countSentOnDay(scope, job.inboxId, job.usageOn);
      // Before the job and the conversation, as whoever records an answer does.
      if (job.leadId && job.campaignLeadId)
        await lockLeadJourney(scope, { leadId: job.leadId, campaignLeadId: job.campaignLeadId });
      const isMine = await moveSendJob(
        scope,
        { sendJobId: job.sendJobId, fence: job.fence, from: "sending", to: "sent" },
        {
          provider_message_id: sent.providerMessageId,
          provider_thread_id: sent.threadId,
          sent_at: now,
          reason: null,
          reason_detail: null,
        },
      );
      mustBeMine(isMine);
      await insertOutboundMessage(scope, { job, sent, fromEmail: inbox.email, at: now });
      if (job.kind === "sequence") {
        await addStat(scope, "sent", {
          statOn,
          campaignId: job.campaignId,
          stepNo: job.stepNo,
          variant: job.variant,
          inboxId: job.inboxId,
        });
        await moveJourney(
          scope,
          step,
          next && { stepNo: next.stepNo, dueAt: addLocalDays(now, next.delayDays, inbox.timeZone, next.businessDays) },
          now,
        );
      }
    }),
  );
  if (isSettled) {
    app.log.info({
      event: "email.sent",
      workspace_id: scope.workspaceId,
      campaign_id: job.campaignId,
      send_job_id: job.sendJobId,
    });
  }
  return isSettled;
}

async function moveJourney(
  scope: TransactionScope,
  { job }: SendingStep,
  next: { stepNo: number; dueAt: Date } | undefined,
  at: Date,
): Promise<void> {
  const { campaignId, campaignLeadId, leadId, stepNo } = job;
  if (!campaignId || !campaignLeadId || !leadId || stepNo === null) return;
  const isWaiting = await advanceJourney(scope, { campaignLeadId, stepNo, next: next ?? null });
  if (!isWaiting) return;
  if (next)
    await insertStepJob(scope, {
      campaignId,
      campaignLeadId,
      leadId,
      inboxId: job.inboxId,
      toEmail: job.toEmail,
      ...next,
    });
  else {
    await completeJourney(scope, { campaignLeadId, campaignId, at });
    await completeCampaignsIfFinal(scope, { campaignIds: [campaignId], at });
  }
}
