import { findSuppressedEmails } from "../../../db/queries/suppressions.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import { findUnsubscribeTarget } from "../access/find-unsubscribe-target.server.ts";

export type UnsubscribePage = { workspaceName: string; toEmail: string; isDone: boolean };

/** What the page of an unsubscribe link shows. Changes nothing: link scanners open every link of a mail. */
export async function readUnsubscribe(app: AppContext, token: string): Promise<UnsubscribePage | undefined> {
  const target = await findUnsubscribeTarget(app, token);
  if (!target) return undefined;
  const suppressed = await findSuppressedEmails(scopeOf(app.db, target.workspaceId), [target.toEmail]);
  return {
    workspaceName: target.workspaceName,
    toEmail: masked(target.toEmail),
    isDone: suppressed.has(target.toEmail),
  };
}

/** Enough to recognise one's own address, too little to learn another's: mails are forwarded. */
function masked(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}
