import { listMailCalls } from "../../../db/queries/send-attempts.ts";
import { attemptIdOf } from "../../../db/queries/send-jobs.ts";
import {
  type Doubt,
  type DoubtfulMail,
  getDoubtfulMail,
  listDoubtfulMails as listRows,
} from "../../../db/queries/send-jobs-doubtful.ts";
import { type Scope, scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import { callWords, searchFor } from "../../domain/doubtful-mail.ts";
import type { Page, PageRequest } from "../../domain/page.ts";

export type { Doubt };
/** `at` is real time: when the call began. */
export type Evidence = { at: Date; sentence: string; providerRequestId: string | null };
export type MailInDoubt = DoubtfulMail & { evidence: Evidence[]; lookFor: ReturnType<typeof searchFor> };

/** Mails that wait for a person, with everything known about each. Errors  invalid_input for a bad cursor */
export async function listDoubtfulMails(
  app: AppContext,
  actor: Actor,
  request: PageRequest & { doubt: Doubt },
): Promise<Page<MailInDoubt>> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const page = await listRows(scope, request);
  return { ...page, items: await withEvidence(scope, page.items) };
}

/** Errors  not_found */
export async function readDoubtfulMail(
  app: AppContext,
  actor: Actor,
  input: { sendJobId: string },
): Promise<MailInDoubt> {
  const scope = scopeOf(app.db, actor.workspaceId);
  const row = await getDoubtfulMail(scope, input.sendJobId);
  const [mail] = await withEvidence(scope, [row]);
  return mail ?? { ...row, evidence: [], lookFor: searchOf(row) };
}

async function withEvidence(scope: Scope, mails: DoubtfulMail[]): Promise<MailInDoubt[]> {
  const calls = await listMailCalls(
    scope,
    mails.map((mail) => mail.sendJobId),
  );
  return mails.map((mail) => ({
    ...mail,
    evidence: (calls.get(mail.sendJobId) ?? []).map((call) => ({
      at: call.startedAt,
      sentence: call.repeats > 1 ? `${callWords(call)} (${call.repeats} times alike)` : callWords(call),
      providerRequestId: call.providerRequestId,
    })),
    lookFor: searchOf(mail),
  }));
}

function searchOf(mail: DoubtfulMail) {
  return searchFor({ ...mail, attemptId: attemptIdOf(mail) });
}
