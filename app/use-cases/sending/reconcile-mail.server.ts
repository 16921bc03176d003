/**
 * What became of a mail whose outcome nobody knows. The draft is the witness: still there means not sent; gone means
 * look for our attempt header among the sent mails. Nothing found for long enough is `uncertain`, and stays so.
 */
import { finishAttempt, startAttempt } from "../../../db/queries/send-attempts.ts";
import { attemptIdOf, type ClaimedJob, moveSendJob, setLeaseEnd } from "../../../db/queries/send-jobs.ts";
import { holdJourney } from "../../../db/queries/send-settle.ts";
import { inTransaction } from "../../../db/scope.ts";
import { isProviderError } from "../../domain/errors.ts";
import type { MessageHead, SentRef } from "../../providers/ports.ts";
import { readBackMessageId } from "./read-back-message-id.server.ts";
import { type DeliveryOutcome, mustBeMine, type SendingStep, unlessLost } from "./sending-step.ts";
import { settleMail } from "./settle-mail.server.ts";

const ATTEMPT_HEADER = "X-LeadBitz-Attempt";
/** Looked for again this often until the verdict. */
const LOOKS_PER_VERDICT = 60;

type Verdict = DeliveryOutcome | { outcome: "not_sent"; job: ClaimedJob };

export async function reconcileMail(step: SendingStep): Promise<Verdict> {
  const { app, scope, session, job } = step;
  if (!job.draftId) return { outcome: "busy" };
  const attempt = await startAttempt(scope, job, "reconcile");
  try {
    if (await app.providers.gmail.hasDraft(session, job.draftId)) {
      await finishAttempt(scope, attempt, { outcome: "ok", detail: "the draft is still there: not sent" });
      // The slot stays reserved: the same mail goes on, it does not count twice.
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: "sending", to: "prepared" } as const;
      const isMine = await moveSendJob(scope, move, {}, { keepLease: true });
      return isMine ? { outcome: "not_sent", job: { ...job, status: "prepared" } } : { outcome: "busy" };
    }
    const sent = await findSent(step);
    if (sent) {
      await finishAttempt(scope, attempt, { outcome: "ok", detail: `found in Sent: ${sent.providerMessageId}` });
      if (!(await settleMail(step, sent))) return { outcome: "busy" };
      await readBackMessageId(step, sent.providerMessageId);
      return { outcome: "sent", providerMessageId: sent.providerMessageId };
    }
    await finishAttempt(scope, attempt, { outcome: "gone", detail: "no draft, nothing in Sent" });
  } catch (error) {
    if (!isProviderError(error)) throw error;
    await finishAttempt(scope, attempt, {
      outcome: "unknown",
      detail: error.message,
      providerRequestId: error.requestId,
    });
    if (error.code === "reauth_required") throw error;
    // Nobody could look: that is no verdict, however long it lasts.
    await setLeaseEnd(
      scope,
      job,
      Math.max(app.config.intervals.verdictMs / LOOKS_PER_VERDICT, error.retryAfterMs ?? 0),
    );
    return { outcome: "ambiguous" };
  }
  return waitOrGiveUp(step);
}

async function findSent({ app, session, job }: SendingStep): Promise<SentRef | null> {
  const wanted = attemptIdOf(job);
  const isOurs = (head: MessageHead) =>
    head.labels.includes("SENT") &&
    head.headers.some(
      (header) => header.name.toLowerCase() === ATTEMPT_HEADER.toLowerCase() && header.value.trim() === wanted,
    );
  const { gmail } = app.providers;
  if (job.draftThreadId) {
    const thread = await gmail.getThread(session, job.draftThreadId, [ATTEMPT_HEADER]);
    const found = thread?.find(isOurs);
    if (found) return { providerMessageId: found.providerMessageId, threadId: found.threadId };
  }
  try {
    if (job.historyIdAtPrepare) {
      const since = job.historyIdAtPrepare;
      return await findInPages(isOurs, { app, session }, (token) => gmail.listSince(session, since, token));
    }
  } catch (error) {
    if (!isProviderError(error) || error.kind !== "cursor_expired") throw error;
  }
  // History that is too old for the provider: everything received since prepare.
  const after = new Date((job.preparedAt ?? new Date(0)).getTime() - 3_600_000);
  return findInPages(isOurs, { app, session }, (token) => gmail.listAfter(session, after, token));
}

async function findInPages(
  isOurs: (head: MessageHead) => boolean,
  { app, session }: Pick<SendingStep, "app" | "session">,
  listPage: (pageToken: string | null) => Promise<{ messageIds: string[]; nextPageToken: string | null }>,
): Promise<SentRef | null> {
  let pageToken: string | null = null;
  do {
    const page = await listPage(pageToken);
    for (const id of page.messageIds) {
      const head = await app.providers.gmail.getHead(session, id, [ATTEMPT_HEADER]);
      if (head && isOurs(head)) return { providerMessageId: head.providerMessageId, threadId: head.threadId };
    }
    pageToken = page.nextPageToken;
  } while (pageToken);
  return null;
}

async function waitOrGiveUp({ app, scope, job }: SendingStep): Promise<DeliveryOutcome> {
  const { verdictMs } = app.config.intervals;
  if ((job.sincePostMs ?? 0) < verdictMs) {
    await setLeaseEnd(scope, job, verdictMs / LOOKS_PER_VERDICT);
    return { outcome: "ambiguous" };
  }
  const reason = "It may have left: the draft is gone, and no sent copy was found. Look in the mailbox and decide.";
  const isMine = await unlessLost(
    inTransaction(scope, async (scope) => {
      if (job.campaignLeadId) await holdJourney(scope, job.campaignLeadId, reason);
      const move = { sendJobId: job.sendJobId, fence: job.fence, from: "sending", to: "uncertain" } as const;
      mustBeMine(await moveSendJob(scope, move, { reason: "outcome_unknown", reason_detail: reason }));
    }),
  );
  app.log.error({ event: "email.uncertain", workspace_id: scope.workspaceId, send_job_id: job.sendJobId });
  return isMine ? { outcome: "uncertain" } : { outcome: "busy" };
}
