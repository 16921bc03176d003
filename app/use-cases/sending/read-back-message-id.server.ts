/** After sent: the provider's real Message-ID. Follow-ups wait for it, since they must name it to thread. */
import { type AttemptEnd, type EndedCall, recordCall } from "../../../db/queries/send-attempts.ts";
import { setMessageIdHeader } from "../../../db/queries/send-jobs.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { MessageHead, SentRef } from "../../providers/ports.ts";
import type { SendingStep } from "./sending-step.ts";

type Place = Pick<SendingStep, "scope" | "mailbox"> & { job: { sendJobId: string; fence: number } };

/** A failed look changes nothing about `sent`; the next tick looks again. */
export async function readBackMessageId(
  { scope, mailbox, job }: Place,
  sent: Pick<SentRef, "providerMessageId" | "messageIdHeader">,
): Promise<void> {
  if (sent.messageIdHeader) return;
  const startMs = performance.now();
  const ended = (end: AttemptEnd): EndedCall => ({ call: "read_back", tookMs: performance.now() - startMs, ...end });
  let head: MessageHead | null;
  try {
    head = await mailbox.getHead(sent.providerMessageId, ["Message-ID"]);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return recordCall(scope, job, ended({ outcome: "unknown", detail: error.message }));
  }
  const header = head?.headers.find((candidate) => candidate.name.toLowerCase() === "message-id")?.value.trim();
  if (!header) return recordCall(scope, job, ended({ outcome: "gone", detail: "no Message-ID" }));
  await setMessageIdHeader(scope, job, header, ended({ outcome: "ok", detail: header }));
}
