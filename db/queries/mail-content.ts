/** What a mail is made of: its template, its lead, its sender; or, for an answer, the conversation it goes into. */
import { AppError } from "../../app/domain/errors.ts";
import type { MergeLead } from "../../app/domain/lead-merge-fields.ts";
import type { Scope } from "../scope.ts";

export type StepContent = { subject: string; body: string; lead: MergeLead; postalAddress: string | null };

/** Errors  not_found when the journey has no such step (its sequence is pinned, so this is a defect, not a user's doing) */
export async function getStepContent(
  scope: Scope,
  job: { campaignLeadId: string; stepNo: number; variant: number },
): Promise<StepContent> {
  const row = await scope.handle
    .selectFrom("campaign_leads as cl")
    .innerJoin("leads as l", (join) =>
      join.onRef("l.workspace_id", "=", "cl.workspace_id").onRef("l.id", "=", "cl.lead_id"),
    )
    .innerJoin("message_templates as t", (join) =>
      join.onRef("t.workspace_id", "=", "cl.workspace_id").onRef("t.sequence_id", "=", "cl.sequence_id"),
    )
    .innerJoin("workspaces as w", "w.id", "cl.workspace_id")
    .select([
      "t.subject",
      "t.body",
      "l.email",
      "l.first_name",
      "l.last_name",
      "l.title",
      "l.company_name",
      "l.company_domain",
      "l.country",
      "l.custom",
      "w.postal_address",
    ])
    .where("cl.workspace_id", "=", scope.workspaceId)
    .where("cl.id", "=", job.campaignLeadId)
    .where("t.step_no", "=", job.stepNo)
    .where("t.variant", "=", job.variant)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", "This step is not in the lead's sequence any more.");
  return {
    subject: row.subject,
    body: row.body,
    postalAddress: row.postal_address,
    lead: {
      email: row.email,
      firstName: row.first_name,
      lastName: row.last_name,
      title: row.title,
      companyName: row.company_name,
      companyDomain: row.company_domain,
      country: row.country,
      custom: row.custom,
    },
  };
}

export type ConversationThread = { threadKey: string; messageIds: string[] };

/** The thread that an answer goes into, with the Message-IDs known of it, oldest first. */
export async function getConversationThread(scope: Scope, conversationId: string): Promise<ConversationThread> {
  const conversation = await scope.handle
    .selectFrom("conversations")
    .select("thread_key")
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", conversationId)
    .executeTakeFirst();
  if (!conversation) throw new AppError("not_found", "There is no such conversation.");
  const messages = await scope.handle
    .selectFrom("messages")
    .select("message_id_header")
    .where("workspace_id", "=", scope.workspaceId)
    .where("conversation_id", "=", conversationId)
    .where("message_id_header", "is not", null)
    .orderBy("received_at")
    .orderBy("id")
    .execute();
  return {
    threadKey: conversation.thread_key,
    messageIds: messages.flatMap((message) => message.message_id_header ?? []),
  };
}
