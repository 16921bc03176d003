/** sending → sent: the provider has the mail, or it was found in the mailbox. */
import { inTransaction } from "../../../db/scope.ts";
import type { SentRef } from "../../providers/ports.ts";
import { recordSent } from "./record-sent.server.ts";
import { type SendingStep, unlessLost } from "./sending-step.ts";

export type SettledMail = { nextDueAt: Date | null };

/** Undefined when the row is not ours any more: then whoever owns it settles it. */
export async function settleMail(
  { app, scope, job }: SendingStep,
  sent: SentRef,
  call: { attemptId: string } | null = null,
): Promise<SettledMail | undefined> {
  const at = await app.clock.now();
  let settled: SettledMail | undefined;
  const isSettled = await unlessLost(
    inTransaction(scope, async (scope) => {
      settled = await recordSent(scope, { job, from: "sending", sent, at, call });
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
  return isSettled ? settled : undefined;
}
