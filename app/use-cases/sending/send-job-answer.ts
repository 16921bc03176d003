/** A mail that waits for a person, as the API shows it, and what may be asked of it. */
import { z } from "zod";
import type { MailInDoubt } from "./list-doubtful-mails.server.ts";

/** `held`: follow-ups whose previous mail has no ids; other holds stand with their journeys. */
export const sendJobFilter = z.object({
  status: z
    .enum(["uncertain", "failed", "held", "sending"], { error: "Give uncertain, failed, held or sending." })
    .default("uncertain"),
});

export const resolveInput = z.strictObject({
  outcome: z.enum(["left", "not_left"], { error: "Give left or not_left." }),
});

export function sendJobAnswer(mail: MailInDoubt) {
  const { sendJobId, kind, status, attemptNo, campaignId, leadId, conversationId, stepNo, toEmail, subject } = mail;
  const { inboxId, inboxEmail, reason, lastPostAt, evidence, lookFor } = mail;
  const about = { sendJobId, kind, status, attempt: attemptNo, campaignId, leadId, conversationId, step: stepNo };
  return { ...about, email: toEmail, subject, inboxId, inboxEmail, reason, lastPostAt, evidence, lookFor };
}
