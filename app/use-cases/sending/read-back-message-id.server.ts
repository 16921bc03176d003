/** After sent: the provider's real Message-ID. Follow-ups wait for it, since they must name it to thread. */

import { setOutboundMessageId } from "../../../db/queries/outbound-messages.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { setMessageIdHeader } from "../../../db/queries/send-jobs.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { SentRef } from "../../providers/ports.ts";
import type { SendingStep } from "./sending-step.ts";

type Place = Pick<SendingStep, "scope" | "mailbox"> & { job: { sendJobId: string; fence: number } };

/** A failed look changes nothing about `sent`; the next tick looks again. */
export async function readBackMessageId(
  { scope, mailbox, job }: Place,
  sent: Pick<SentRef, "providerMessageId" | "messageIdHeader">,
): Promise<void> {
  if (sent.messageIdHeader) return;
  const attempt = await startAttempt(scope, job, "read_back");
  try {
    const head = await mailbox.getHead(sent.providerMessageId, ["Message-ID"]);
    const header = head?.headers.find((candidate) => candidate.name.toLowerCase() === "message-id")?.value.trim();
    await finishAttempt(scope, attempt, { outcome: header ? "ok" : "gone", detail: header ?? "no Message-ID" });
    if (!header) return;
    await setMessageIdHeader(scope, job.sendJobId, header);
    await setOutboundMessageId(scope, job.sendJobId, header);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishAttempt(scope, attempt, { outcome: "unknown", detail: error.message });
  }
}
