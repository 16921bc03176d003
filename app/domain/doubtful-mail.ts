/**
 * Mails that a person must look at, in plain words: what was called and answered, where to look, what may be done.
 * The words say what is known, never more: "may have left" is not "left".
 */

/** One call to the provider on behalf of a mail; instants are real time. */
export type MailCall = {
  call: "create_draft" | "send_draft" | "reconcile" | "read_back" | "delete_draft" | "freshen" | "submit" | "file_copy";
  startedAt: Date;
  finishedAt: Date | null;
  outcome: "ok" | "refused" | "throttled" | "unknown" | "gone" | null;
  detail: string | null;
  providerRequestId: string | null;
};

const TRIED: Record<MailCall["call"], string> = {
  create_draft: "A draft was to be put into the mailbox",
  send_draft: "The provider was told to send it",
  submit: "The mail was handed to the mail server",
  reconcile: "LeadBitz looked into the mailbox for it",
  read_back: "LeadBitz looked for the sent copy's Message-ID",
  delete_draft: "The draft was to be taken out of the mailbox",
  freshen: "The thread was to be read for answers",
  file_copy: "A copy was to be put among the sent mails",
};
const SUCCEEDED: Record<MailCall["call"], string> = {
  create_draft: "The draft was put into the mailbox.",
  send_draft: "The provider was told to send it, and said yes.",
  submit: "The mail server took the mail.",
  reconcile: "LeadBitz looked into the mailbox for it",
  read_back: "The sent copy's Message-ID was found.",
  delete_draft: "The draft was taken out of the mailbox.",
  freshen: "The thread was read for answers.",
  file_copy: "A copy was put among the sent mails.",
};

/** One line of evidence: what was called and what came back. */
export function callWords({ call, outcome, finishedAt, detail }: MailCall): string {
  const said = detail && outcome !== "ok" ? ` (${detail.replace(/\.$/, "")})` : "";
  if (outcome === null || finishedAt === null) return `${TRIED[call]}; no answer was recorded.`;
  switch (outcome) {
    case "ok":
      return call === "reconcile" ? `${SUCCEEDED[call]}: ${detail ?? "it was found"}.` : SUCCEEDED[call];
    case "refused":
      return `${TRIED[call]}, and the provider said no${said}. Nothing left by this call.`;
    case "throttled":
      return `${TRIED[call]}, and the provider asked to wait${said}. Nothing left by this call.`;
    case "gone":
      return call === "reconcile"
        ? `${TRIED[call]}: the draft is gone, and no sent copy was found.`
        : `${TRIED[call]}, and the provider knew no such message${said}.`;
    case "unknown":
      return call === "send_draft" || call === "submit"
        ? `${TRIED[call]}, and no clear answer came back${said}. It may have left by this call.`
        : `${TRIED[call]}, and no clear answer came back${said}.`;
  }
}

/** Where a person looks, and what to type into the mailbox's own search. */
export function searchFor(mail: { inboxEmail: string; toEmail: string; subject: string; attemptId: string }): {
  place: string;
  query: string;
  header: string;
} {
  const subject = mail.subject.replaceAll('"', " ").replace(/\s+/g, " ").trim();
  return {
    place: `Sign in to ${mail.inboxEmail} and look in Sent, then in Trash and in the outbox.`,
    // Gmail's and Outlook's search both know to: and subject: (support.google.com/mail/answer/7190).
    query: `to:${mail.toEmail}${subject ? ` subject:"${subject}"` : ""}`,
    header: `X-LeadBitz-Attempt: ${mail.attemptId}`,
  };
}

/** Why a follow-up waits for a person when its previous mail has no Message-ID that it could name. */
export function previousUnknownWords({ stepNo, nextStepNo }: { stepNo: number; nextStepNo: number }): string {
  return `The sent copy of step ${stepNo} was not found in the mailbox, so step ${nextStepNo} cannot answer in its thread. Send it as a mail of its own, or stop this lead.`;
}

/** The same choice when the thread itself is gone from the mailbox. */
export function threadGoneWords(stepNo: number): string {
  return `The thread of the mails before is gone from the mailbox, so step ${stepNo} cannot answer in it. Send it as a mail of its own, or stop this lead.`;
}

/**
 * The Message-ID that we wrote into a mail. Gmail replaces it on the way out and SMTP keeps it (reliability.md 0.1), so it
 * names the mail only where the provider's own could not be read back.
 */
export function writtenMessageId(mail: { sendJobId: string; attemptNo: number; inboxEmail: string }): string {
  return `<${mail.sendJobId}-${mail.attemptNo}@${mail.inboxEmail.split("@")[1]}>`;
}
