import { findMergingLead } from "../../../db/queries/campaign-leads-merging.ts";
import { listCampaignInboxes } from "../../../db/queries/campaigns-inboxes.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { assignmentPattern } from "../../domain/inbox-assignment.ts";
import { leadMergeFields } from "../../domain/lead-merge-fields.ts";
import { renderTemplate } from "../../domain/merge-template.ts";
import type { SequenceStep } from "../../domain/sequence.ts";

export type PreviewText = { text: string } | { problems: { field: string; reason: string }[] };
export type PreviewedMail = { stepNo: number; variant: number; subject: PreviewText; body: PreviewText };
export type MailPreview = { leadId: string; email: string; sender: string; mails: PreviewedMail[] };

/**
 * The mails as one lead of the campaign would read them; the first lead when none is asked for.
 *
 * Rules   a follow-up shows "Re:" and the first subject, because it goes into that thread
 */
export async function previewMails(
  app: AppContext,
  actor: Actor,
  input: { campaignId: string; leadId: string | null; steps: SequenceStep[] },
): Promise<MailPreview | undefined> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const lead = await findMergingLead(scope, input.campaignId, input.leadId);
  if (!lead) return undefined;
  const inboxes = await listCampaignInboxes(scope, input.campaignId);
  const inboxId = lead.inboxId ?? assignmentPattern(inboxes)[0];
  const inbox = inboxes.find((candidate) => candidate.inboxId === inboxId);
  const sender = { name: inbox?.displayName ?? "Sender", email: inbox?.email ?? "sender@example.com" };
  const fields = leadMergeFields(lead, sender);
  const show = (text: string, place: "subject" | "body"): PreviewText => {
    const result = renderTemplate(text, fields, place);
    return result.ok ? { text: result.text } : { problems: result.problems };
  };
  const mails = input.steps.flatMap((step) =>
    step.variants.map((variant, index) => {
      const first = input.steps[0]?.variants[0];
      const isFirst = step === input.steps[0];
      const subject = isFirst ? show(variant.subject, "subject") : show(first?.subject ?? "", "subject");
      const threaded = "text" in subject && !isFirst ? { text: `Re: ${subject.text}` } : subject;
      return { stepNo: step.stepNo, variant: index, subject: threaded, body: show(variant.body, "body") };
    }),
  );
  return { leadId: lead.leadId, email: lead.email, sender: sender.email, mails };
}
