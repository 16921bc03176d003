import { countDoubtfulMails, type DoubtCounts } from "../../../db/queries/send-jobs-doubtful.ts";
import { scopeOf } from "../../../db/scope.ts";
import type { AppContext } from "../../context.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Page, PageRequest } from "../../domain/page.ts";
import { readSending, type Sending } from "../workspace/read-sending.server.ts";
import { type Doubt, listDoubtfulMails, type MailInDoubt } from "./list-doubtful-mails.server.ts";

export type SendingRoom = { sending: Sending; counts: DoubtCounts; doubt: Doubt; page: Page<MailInDoubt> };

/** Whether the workspace sends, and the mails that wait for a person: of the kind asked for, else the gravest there is. */
export async function readSendingRoom(
  app: AppContext,
  actor: Actor,
  request: PageRequest & { asked?: Doubt },
): Promise<SendingRoom> {
  const [sending, counts] = await Promise.all([
    readSending(app, actor),
    countDoubtfulMails(scopeOf(app.db, actor.workspaceId)),
  ]);
  const gravest = (["uncertain", "failed", "unnamed"] as const).find((kind) => counts[kind] > 0) ?? "uncertain";
  const { asked, ...page } = request;
  const doubt = asked ?? gravest;
  return { sending, counts, doubt, page: await listDoubtfulMails(app, actor, { ...page, doubt }) };
}
