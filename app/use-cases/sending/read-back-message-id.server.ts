/** After sent: the provider's real Message-ID. Follow-ups wait for it, since they must name it to thread. */

import { setOutboundMessageId } from "../../../db/queries/outbound-messages.ts";
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { setMessageIdHeader } from "../../../db/queries/send-jobs.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { SendingStep } from "./sending-step.ts";

/** A failed look changes nothing about `sent`; the next tick looks again. */
export async function readBackMessageId(
  {
    app,
    scope,
    session,
    job,
  }: Pick<SendingStep, "app" | "scope" | "session"> & { job: { sendJobId: string; fence: number } },
  providerMessageId: string,
): Promise<void> {
  const attempt = await startAttempt(scope, job, "read_back");
  try {
    const head = await app.providers.gmail.getHead(session, providerMessageId, ["Message-ID"]);
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
